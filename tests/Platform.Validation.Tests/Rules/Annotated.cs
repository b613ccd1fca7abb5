using System.ComponentModel.DataAnnotations;

namespace Platform.Validation.Tests.Rules;

/// <summary>What System.ComponentModel.DataAnnotations offers, as it is written today.</summary>
[Validated(RefuseNull = false)]
public sealed partial class Annotated
{
    [Required]
    public string? Required { get; set; }

    [Required(AllowEmptyStrings = true)]
    public string? RequiredOrEmpty { get; set; }

    [Required]
    public int? RequiredNumber { get; set; }

    [StringLength(5, MinimumLength = 2)]
    public string? StringLength { get; set; }

    [MinLength(2), MaxLength(4)]
    public string? MinMaxText { get; set; }

    [MinLength(2), MaxLength(4)]
    public List<int>? MinMaxList { get; set; }

    [Length(1, 3)]
    public int[]? LengthArray { get; set; }

    [Range(-3, 7)]
    public int RangeInt { get; set; }

    [Range(-3, 7, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public int? RangeExclusive { get; set; }

    [Range(-1.5, 2.5)]
    public double RangeDouble { get; set; }

    [Range(typeof(decimal), "0.01", "99.99", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public decimal? RangeDecimal { get; set; }

    [Range(typeof(DateTime), "2000-01-01", "2030-12-31", ParseLimitsInInvariantCulture = true)]
    public DateTime? RangeDate { get; set; }

    [RegularExpression("[a-c]+|x")]
    public string? Pattern { get; set; }

    [RegularExpression("(?=a)[a-c]+")]
    public string? Lookahead { get; set; }

    [EmailAddress]
    public string? Email { get; set; }

    [Url]
    public string? Url { get; set; }

    [Phone]
    public string? Phone { get; set; }

    [CreditCard]
    public string? CreditCard { get; set; }

    [Base64String]
    public string? Base64 { get; set; }

    [AllowedValues("a", "b", null)]
    public string? AllowedOrNull { get; set; }

    [AllowedValues(1, 2, 3)]
    public int Allowed { get; set; }

    [DeniedValues("a", "b")]
    public string? Denied { get; set; }

    [Compare(nameof(Denied))]
    public string? Same { get; set; }

    [EnumDataType(typeof(DayOfWeek))]
    public DayOfWeek Day { get; set; }

    [EnumDataType(typeof(FileShare))]
    public FileShare? Share { get; set; }

    [Even(10)]
    public int? Even { get; set; }

    [CustomValidation(typeof(Annotated), nameof(IsLucky))]
    public int? Lucky { get; set; }

    public static System.ComponentModel.DataAnnotations.ValidationResult? IsLucky(int? value, ValidationContext context) =>
        value == 3 ? new($"{context.MemberName} is 3.", [context.MemberName!]) : System.ComponentModel.DataAnnotations.ValidationResult.Success;
}

/// <summary>An attribute of somebody's own.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EvenAttribute(int most) : ValidationAttribute
{
    public int Most { get; } = most;

    public override bool IsValid(object? value) => value is null || (value is int number && number % 2 == 0 && number <= Most);
}
