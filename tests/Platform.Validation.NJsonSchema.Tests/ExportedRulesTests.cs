using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Platform.Validation.Rules;

namespace Platform.Validation.NJsonSchema.Tests;

/// <summary>Rules on types as schemas of NJsonSchema.</summary>
public sealed class ExportedRulesTests
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    // NJsonSchema counts UTF-16 units: the values of this comparison are ASCII.
    private static Gen<string?> Texts { get; } = Gen.Elements<string?>(null, "", " ", "a", "ab", "abc", "abcd", "red", "red", "green");

    private static Arbitrary<Exported> Values { get; } = Arb.From(
        from texts in Gen.ArrayOf(Texts, 3)
        from whole in Gen.Choose(-3, 9)
        from fives in Gen.Elements(0, 5, 10, -5, 3)
        from share in Gen.Elements(0.25, 0.5, 1.0, 0.0, 1.5)
        from count in Gen.Choose(0, 4)
        from items in Gen.ArrayOf(Gen.Elements("a", "b", "cd", "abc", ""), count)
        from part in Gen.Elements(null, new Part("a"), new Part("long"))
        select new Exported
        {
            Name = texts[0]!,
            Colour = texts[1],
            Note = texts[2],
            Whole = whole,
            Fives = fives,
            Share = share,
            Tags = [.. items],
            Part = part,
            Parts = part is null ? [] : [part],
        });

    [Fact]
    public async Task NJsonSchema_and_the_rules_give_the_same_answer()
    {
        var schema = await Exported.Validator.ToNJsonSchemaAsync(TestContext.Current.CancellationToken);
        var compiled = schema.Compile();
        var valid = 0;

        Prop.ForAll(Values, value =>
        {
            var json = JsonSerializer.Serialize(value, Web);
            var isValid = Exported.Validator.IsValid(value);
            valid += isValid ? 1 : 0;
            Assert.True(isValid == (schema.Validate(json).Count == 0), $"NJsonSchema: {json}\n{Exported.Validator.Validate(value)}");
            Assert.True(isValid == compiled.IsValid(Encoding.UTF8.GetBytes(json)), $"compiled again: {json}\n{Exported.Validator.Validate(value)}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

        Assert.True(valid > 5);
    }

    [Fact]
    public async Task The_root_has_the_properties_and_nested_types_are_definitions()
    {
        var schema = await Exported.Validator.ToNJsonSchemaAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["name", "colour", "note", "whole", "fives", "share", "tags", "part", "parts"], schema.Properties.Keys);
        Assert.Equal((1, 3), (schema.Properties["name"].MinLength, schema.Properties["name"].MaxLength));
        Assert.Equal(["Platform.Validation.NJsonSchema.Tests.Exported", "Platform.Validation.NJsonSchema.Tests.Part"], schema.Definitions.Keys.Order(StringComparer.Ordinal));
    }
}

[Validated]
public sealed partial class Exported
{
    [TextLength(1, 3)]
    public string Name { get; set; } = "";

    [OneOf("red", "green")]
    public string? Colour { get; set; }

    [TextLength(0, 3)]
    public string? Note { get; set; }

    [Minimum(-2), Maximum(8, IsExclusive = true)]
    public int Whole { get; set; }

    [MultipleOf(5)]
    public int Fives { get; set; }

    [Minimum(0, IsExclusive = true), Maximum(1.0)]
    public double Share { get; set; }

    [ItemCount(0, 3), UniqueItems, TextLength(1, 2, Each = true)]
    public List<string> Tags { get; set; } = [];

    public Part? Part { get; set; }

    public List<Part> Parts { get; set; } = [];
}

[Validated]
public sealed partial record Part([TextLength(1, 3)] string Name);
