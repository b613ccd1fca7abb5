using System.ComponentModel.DataAnnotations;
using NJsonSchema.Generation;
using Platform.Validation.Schema;

namespace Platform.Validation.NJsonSchema.Tests;

/// <summary>Schemas that NJsonSchema makes of types, judged by our engine.</summary>
public sealed class GeneratedSchemaTests
{
    private static readonly JsonSchema Schema = new SystemTextJsonSchemaGeneratorSettings { AllowReferencesWithProperties = false }.Compile(typeof(Parcel));

    public static TheoryData<string> Accepted =>
    [
        """{"Name":"a","Weight":1,"Kind":0,"Lines":[{"Sku":"x"}],"Counts":{"a":1}}""",
        """{"Name":"abcd","Weight":30,"Note":null,"Kind":1}""",
    ];

    public static TheoryData<string, string> Refused => new()
    {
        { """{"Weight":1}""", "PROPERTY_MISSING" },
        { """{"Name":"abcde","Weight":1}""", "STRING_TOO_LONG" },
        { """{"Name":"a","Weight":31}""", "NUMBER_TOO_LARGE" },
        { """{"Name":"a","Weight":"1"}""", "TYPE_MISMATCH" },
        { """{"Name":"a","Weight":1,"Kind":7}""", "ENUM_MISMATCH" },
        { """{"Name":"a","Weight":1,"Lines":[{}]}""", "PROPERTY_MISSING" },
        { """{"Name":"a","Weight":1,"Counts":{"a":"b"}}""", "TYPE_MISMATCH" },
        { """{"Name":"a","Weight":1,"More":true}""", "PROPERTY_NOT_ALLOWED" },
        { """{"Name":"a","Name":"a","Weight":1}""", "JSON_DUPLICATE_PROPERTY" },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public void What_the_type_allows_is_valid(string json) => Assert.Equal("valid", Schema.Validate(System.Text.Encoding.UTF8.GetBytes(json)).ToString());

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_the_type_forbids_is_refused(string json, string code) =>
        Assert.Contains(code, Schema.Validate(System.Text.Encoding.UTF8.GetBytes(json)).Failures.Select(failure => failure.Code));

    [Fact]
    public async Task A_schema_that_was_read_is_judged_by_the_standard()
    {
        var read = await global::NJsonSchema.JsonSchema.FromJsonAsync("""{"enum":["1"],"const":"1"}""", TestContext.Current.CancellationToken);

        var schema = read.Compile();

        Assert.True(schema.IsValid("\"1\""u8));
        Assert.False(schema.IsValid("1"u8));
    }

    [Theory]
    [InlineData("""{"exclusiveMaximum":8}""", "7", "8")]
    [InlineData("""{"exclusiveMinimum":8}""", "9", "8")]
    [InlineData("""{"maximum":8,"exclusiveMaximum":8}""", "7", "8")]
    [InlineData("""{"maximum":7,"exclusiveMaximum":8}""", "7", "7.5")]
    [InlineData("""{"maximum":9,"exclusiveMaximum":8}""", "7", "8")]
    [InlineData("""{"maximum":8,"exclusiveMaximum":true}""", "7", "8")]
    [InlineData("""{"maximum":8}""", "8", "9")]
    [InlineData("""{"properties":{"default":{"items":{"exclusiveMinimum":0}}}}""", """{"default":[1]}""", """{"default":[0]}""")]
    [InlineData("""{"enum":[{"exclusiveMinimum":0}]}""", """{"exclusiveMinimum":0}""", """{"exclusiveMinimum":true,"minimum":0}""")]
    public async Task An_exclusive_bound_is_exclusive_however_it_is_written(string schema, string valid, string invalid)
    {
        var compiled = (await global::NJsonSchema.JsonSchema.FromJsonAsync(schema, TestContext.Current.CancellationToken)).Compile();

        Assert.True(compiled.IsValid(System.Text.Encoding.UTF8.GetBytes(valid)));
        Assert.False(compiled.IsValid(System.Text.Encoding.UTF8.GetBytes(invalid)));
    }

    [Fact]
    public void A_pattern_of_dotnet_alone_is_refused_when_it_is_compiled() =>
        Assert.Throws<JsonSchemaException>(() => new SystemTextJsonSchemaGeneratorSettings().Compile(typeof(DotNetOnly)));

    public sealed class Parcel
    {
        [Required, StringLength(4)]
        public string Name { get; set; } = "";

        [Range(1, 30)]
        public int Weight { get; set; }

        public string? Note { get; set; }

        public ParcelKind Kind { get; set; }

        public List<ParcelLine>? Lines { get; set; }

        public Dictionary<string, int>? Counts { get; set; }
    }

    public sealed class ParcelLine
    {
        [Required]
        public string Sku { get; set; } = "";
    }

    public enum ParcelKind
    {
        Letter,
        Box,
    }

    public sealed class DotNetOnly
    {
        [RegularExpression("(?<year>\\d+)-\\k<year>(?#comment)")]
        public string? Text { get; set; }
    }
}
