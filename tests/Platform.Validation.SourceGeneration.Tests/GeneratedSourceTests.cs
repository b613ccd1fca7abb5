namespace Platform.Validation.SourceGeneration.Tests;

/// <summary>What is written, whole; each compiles without a warning.</summary>
public sealed class GeneratedSourceTests
{
    public static TheoryData<string, string> Sources => new()
    {
        {
            "Order", """
                namespace Shop;
                [Validated]
                [Rule(nameof(HasRoom), Code = "TOO_HEAVY", Member = nameof(Lines), Severity = ValidationSeverity.Warning)]
                public sealed partial record CreateOrder(
                    [Trim, CollapseWhiteSpace, StringLength(64, MinimumLength = 1)] string Sku,
                    [Range(1, 999)] int Quantity,
                    [EmailAddress(ErrorMessage = "{0} is no address.")] string? Email,
                    Address ShipTo,
                    IReadOnlyList<Line> Lines,
                    [property: System.Text.Json.Serialization.JsonPropertyName("x/y")] [TextLength(2, 8, Each = true, RuleSet = "publish")] Dictionary<string, string?>? Tags)
                {
                    public bool HasRoom() => Quantity * Lines.Count < 1_000;
                }
                [Validated]
                public partial class Address
                {
                    [Required, StringLength(2, MinimumLength = 2), UpperCase] public string? Country { get; set; }
                }
                [Validated]
                public readonly partial record struct Line([Minimum("0.01")] decimal Price, [When("HasNote"), MinLength(3)] string? Note)
                {
                    public bool HasNote => Note is not null;
                }
                """
        },
        {
            "Shapes", """
                namespace Shop;
                [Validated]
                public abstract partial class Shape
                {
                    [Required] public string? Name { get; init; }
                }
                [Validated]
                public partial class Circle : Shape
                {
                    [Minimum(0, IsExclusive = true)] public double Radius { get; init; }
                }
                [Validated]
                public partial class Drawing<T>
                {
                    public List<Shape>? Shapes { get; init; }
                    public T? Extra { get; init; }
                    public Drawing<T>? Next { get; init; }
                }
                """
        },
        {
            "Asynchronous", """
                namespace Shop;
                public interface ICatalogue { Task<bool> HasAsync(string sku, CancellationToken cancellationToken); }
                [Validated(Naming = System.Text.Json.Serialization.JsonKnownNamingPolicy.SnakeCaseLower)]
                public sealed partial class Basket
                {
                    [Rule(nameof(IsKnownAsync), Code = "SKU_UNKNOWN", Message = "We do not sell this.")]
                    public string? MainSku { get; set; }

                    [Rule(nameof(IsKnownAsync), Each = true)]
                    public List<string>? OtherSkus { get; set; }

                    public static async ValueTask<bool> IsKnownAsync(string sku, ICatalogue catalogue, CancellationToken cancellationToken) => await catalogue.HasAsync(sku, cancellationToken);
                }
                """
        },
        {
            "Annotations", """
                using System.Linq;
                public sealed class EvenAttribute(int most) : ValidationAttribute
                {
                    public int Step { get; set; }
                    public override bool IsValid(object? value) => value is int number && number % 2 == 0 && number <= most;
                }
                public static class Checks
                {
                    public static System.ComponentModel.DataAnnotations.ValidationResult? IsLucky(int value) => value == 13 ? new("no") : null;
                }
                [Validated]
                public partial class Everything : IValidatableObject
                {
                    [Even(100, Step = 2, ErrorMessage = "odd")] public int Even { get; set; }
                    [CustomValidation(typeof(Checks), nameof(Checks.IsLucky))] public int Lucky { get; set; }
                    [AllowedValues("a", "b", null)] public string? Allowed { get; set; }
                    [DeniedValues(1, 2)] public long Denied { get; set; }
                    [EnumDataType(typeof(DayOfWeek))] public DayOfWeek Day { get; set; }
                    [RegularExpression("[a-z]+")] public string? Letters { get; set; }
                    [Compare(nameof(Letters))] public string? Again { get; set; }
                    [Range(typeof(DateOnly), "2000-01-01", "2099-12-31")] public DateOnly? Since { get; set; }
                    public IEnumerable<System.ComponentModel.DataAnnotations.ValidationResult> Validate(ValidationContext context) => [];
                }
                """
        },
    };

    [Theory]
    [MemberData(nameof(Sources))]
    public void The_generated_source_is_the_approved_one(string name, string source) => Snapshot.Matches(name, Compiling.GeneratedText(source));
}
