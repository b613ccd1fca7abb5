using System.Text;
using Platform.Validation.Schema;

namespace Platform.Validation.Tests.Schema;

public sealed class CustomFormatTests
{
    private static JsonSchemaOptions Options => new() { CustomFormats = { ["even"] = static text => text.Length % 2 == 0, ["date"] = static text => text.SequenceEqual("today"u8) } };

    [Fact]
    public void A_format_of_ones_own_asserts_and_takes_the_place_of_one_that_is_known()
    {
        var schema = JsonSchema.Compile("""{"properties":{"a":{"format":"even"},"b":{"format":"date"},"c":{"format":"ipv4"}}}""", Options);

        Assert.True(schema.IsValid("""{"a":"xx","b":"today","c":"not checked, as the draft says"}"""u8));
        var failures = schema.Validate("""{"a":"xxx","b":"2026-11-26"}"""u8).Failures;
        Assert.Equal(["/a STRING_FORMAT_MISMATCH even", "/b STRING_FORMAT_MISMATCH date"], failures.Select(failure => $"{failure.InstancePointer} {failure.Code} {failure.Arguments[0].Text}"));
        Assert.True(schema.IsValid("""{"a":17}"""u8));
    }

    [Fact]
    public void It_gets_the_text_as_it_is_meant_and_not_as_it_is_written()
    {
        var seen = "";
        var options = new JsonSchemaOptions
        {
            CustomFormats =
            {
                ["any"] = text =>
                {
                    seen = Encoding.UTF8.GetString(text);
                    return true;
                },
            },
        };

        Assert.True(JsonSchema.Compile("""{"format":"any"}""", options).IsValid("""  "\u00e9\ud83d\ude00\n"  """u8));
        Assert.Equal("é😀\n", seen);
    }

    [Fact]
    public void Where_formats_are_ignored_it_says_nothing()
    {
        var options = Options;
        options.Formats = FormatMode.Ignore;

        Assert.True(JsonSchema.Compile("""{"format":"even"}""", options).IsValid("\"xxx\""u8));
    }

    [Fact]
    public void A_format_that_nobody_knows_is_refused_where_that_is_asked()
    {
        const string Text = """{"properties":{"when":{"format":"date-tiem"}}}""";
        var refusing = new JsonSchemaOptions { Formats = FormatMode.Assert, UnknownFormats = UnknownFormats.Refuse };

        Assert.True(JsonSchema.Compile(Text, new JsonSchemaOptions { Formats = FormatMode.Assert }).IsValid("""{"when":"never"}"""u8));
        var refused = Assert.Throws<JsonSchemaException>(() => JsonSchema.Compile(Text, refusing));
        Assert.Equal("#/properties/when/format", refused.Location);
        Assert.Contains("date-tiem", refused.Message, StringComparison.Ordinal);
        Assert.NotNull(JsonSchema.Compile("""{"format":"date-time"}""", refusing));
    }
}
