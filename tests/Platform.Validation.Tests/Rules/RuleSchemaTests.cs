using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Platform.Validation.Rules;
using Platform.Validation.Schema;

namespace Platform.Validation.Tests.Rules;

/// <summary>The rules of a type and the schema that is made of them say the same.</summary>
public sealed class RuleSchemaTests
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private static readonly JsonSchema PortableSchema = JsonSchema.Compile(Portable.Validator.ToJsonSchema(), new JsonSchemaOptions { Formats = FormatMode.Assert });

    private static readonly JsonSchema AnnotatedSchema = JsonSchema.Compile(Annotated.Validator.ToJsonSchema());

    private static Gen<string?> Texts { get; } = Gen.OneOf(
        Gen.Elements<string?>(null, "", " ", "\u0085", "\u3000\t", "\u200B", "\uFEFF", "a@b.example", "red", "\U0001F600\U0001F600"),
        Gen.Elements("a", "b", " ", "\U0001F600", "é", "\"", "\\").ArrayOf().Select(parts => (string?)string.Concat(parts)));

    internal static Arbitrary<Portable> Values { get; } = Arb.From(
        from texts in Gen.ArrayOf(Texts, 6)
        from numbers in Gen.ArrayOf(Gen.Choose(-3, 12), 6)
        from amount in Gen.Elements<decimal?>(null, 0.01m, 0.005m, 9.99m, 10m, -1m)
        from fraction in Gen.Elements(0, 0.5, 1, 1.5, -0.1)
        from items in Gen.Elements("a", "b", "abc", "").ListOf()
        from leaves in Gen.Elements(null, new Leaf("a"), new Leaf("long"), new Leaf(null!)).ListOf()
        select new Portable
        {
            Title = texts[0]!,
            Needed = texts[1],
            Ink = texts[2],
            Email = texts[3],
            Colour = texts[4],
            Whole = numbers[0],
            Small = (byte)Math.Max(0, numbers[1]),
            Fives = numbers[2],
            Fraction = fraction,
            Amount = amount,
            Choice = numbers[3],
            Tags = numbers[4] < 0 ? null : [.. items],
            Leaf = numbers[5] < 0 ? null : leaves.FirstOrDefault(),
            Leaves = [.. leaves],
            ByName = leaves.Where(leaf => leaf is not null).Select((leaf, index) => (leaf, index)).ToDictionary(each => $"k{each.index}", each => each.leaf!),
        });

    [Property(MaxTest = 3_000)]
    public Property What_a_schema_can_say_it_says_exactly() => Prop.ForAll(Values, value =>
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(value, Web);

        Assert.True(Portable.Validator.IsValid(value) == PortableSchema.IsValid(bytes),
            $"{Portable.Validator.Validate(value)}\n{PortableSchema.Validate(bytes)}\n{System.Text.Encoding.UTF8.GetString(bytes)}");
    });

    [Property(MaxTest = 1_000)]
    public Property Where_it_can_say_less_it_refuses_nothing_that_the_rules_let_in() => Prop.ForAll(AnnotationAgreementTests.Values, value =>
    {
        if (!double.IsFinite(value.RangeDouble) || !Annotated.Validator.IsValid(value))
            return;
        var bytes = JsonSerializer.SerializeToUtf8Bytes(value, Web);

        Assert.Equal("valid", AnnotatedSchema.Validate(bytes).ToString());
    });

    [Fact]
    public void Nested_base_and_recursive_types_stand_once_under_their_names()
    {
        var schema = Node.Validator.ToJsonSchema();
        Assert.Equal(
            """{"$schema":"https://json-schema.org/draft/2020-12/schema","$ref":"#/$defs/Platform.Validation.Tests.Rules.Node","$defs":{"Platform.Validation.Tests.Rules.Node":{"type":"object","properties":{"value":{"type":"integer","minimum":0},"next":{"type":"array","items":{"anyOf":[{"type":"null"},{"$ref":"#/$defs/Platform.Validation.Tests.Rules.Node"}]}}}}}}""",
            schema);
        var ring = JsonSchema.Compile(Ring.Validator.ToJsonSchema());
        Assert.True(ring.IsValid("""{"name":"r","radius":1}"""u8));
        Assert.Equal(["NUMBER_TOO_SMALL", "PROPERTY_MISSING"], ring.Validate("""{"radius":0}"""u8).Failures.Select(failure => failure.Code).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_schema_of_these_tests_is_one() => Assert.All(
        [Own.Validator.ToJsonSchema(), Article.Validator.ToJsonSchema(), Nest<Leaf>.Validator.ToJsonSchema(), Basket.Validator.ToJsonSchema(),
            WithTexts.Validator.ToJsonSchema()],
        schema => Assert.NotNull(JsonSchema.Compile(schema)));
}

/// <summary>Rules that a schema can say exactly.</summary>
[Validated]
public sealed partial class Portable
{
    [TextLength(1, 3)]
    public string Title { get; set; } = "";

    [NotEmpty]
    public string? Needed { get; set; }

    [System.ComponentModel.DataAnnotations.Required]
    public string? Ink { get; set; }

    [Format("email"), TextLength(0, 20)]
    public string? Email { get; set; }

    [OneOf("red", "a\"\\é")]
    public string? Colour { get; set; }

    [Minimum(-2), Maximum(8, IsExclusive = true)]
    public int Whole { get; set; }

    [System.ComponentModel.DataAnnotations.Range(1, 9)]
    public byte Small { get; set; }

    [MultipleOf(5)]
    public long Fives { get; set; }

    [Minimum(0, IsExclusive = true), Maximum(1.0)]
    public double Fraction { get; set; }

    [Minimum("0.01"), Maximum("9.99"), MultipleOf("0.01")]
    public decimal? Amount { get; set; }

    [OneOf(1, 2, 3, 4, 5)]
    public int Choice { get; set; }

    [ItemCount(0, 3), UniqueItems, TextLength(1, 2, Each = true), OneOf("a", "b", "abc", Each = true)]
    public List<string>? Tags { get; set; }

    public Leaf? Leaf { get; set; }

    [NotEmpty]
    public List<Leaf?> Leaves { get; set; } = [];

    [ItemCount(0, 2)]
    public Dictionary<string, Leaf> ByName { get; set; } = [];
}
