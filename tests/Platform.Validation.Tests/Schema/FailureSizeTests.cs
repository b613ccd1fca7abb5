using System.Text;
using Platform.Validation.Schema;
using Platform.Validation.Tests.Rules;

namespace Platform.Validation.Tests.Schema;

/// <summary>What is said of a failure is bounded, however long the names are that the sender chose.</summary>
public sealed class FailureSizeTests
{
    private const int Most = 520;

    private static readonly string LongName = string.Concat(Enumerable.Repeat("é~/😀\\\"", 40_000));

    private static string Escaped => System.Text.Json.JsonEncodedText.Encode(LongName).ToString();

    public static TheoryData<string, string, string, string> Bodies => new()
    {
        { "items of a member", """{"additionalProperties":{"items":{"type":"string"}}}""", "{\"", "\":[" + string.Join(',', Enumerable.Repeat("0", 100)) + "]}" },
        { "a member that is not allowed", """{"additionalProperties":false}""", "{\"", "\":0}" },
        { "a name that is not allowed", """{"propertyNames":{"maxLength":5}}""", "{\"", "\":0}" },
        { "a member that nothing evaluated", """{"unevaluatedProperties":false}""", "{\"", "\":0}" },
        { "a value that lies deep", """{"additionalProperties":{"additionalProperties":{"type":"string"}}}""", "{\"a\":{\"", "\":1}}" },
        { "a number that is malformed", "true", "{\"", "\":01}" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void A_pointer_and_an_argument_are_cut(string what, string schema, string before, string after)
    {
        foreach (var name in (string[])[LongName.Replace("\\", "", StringComparison.Ordinal).Replace("\"", "", StringComparison.Ordinal), Escaped])
        {
            var result = JsonSchema.Compile(schema).Validate(Encoding.UTF8.GetBytes(before + name + after));
            Assert.NotEmpty(result.Failures);
            AssertShort(what, result);
        }
    }

    [Fact]
    public void A_name_that_comes_twice_is_cut()
    {
        var result = JsonSchema.Compile("true").Validate(Encoding.UTF8.GetBytes($$"""{"{{Escaped}}":1,"{{Escaped}}":2}"""));

        Assert.Equal(ValidationCodes.JsonDuplicateProperty, Assert.Single(result.Failures).Code);
        AssertShort("twice", result);
    }

    [Fact]
    public void A_pointer_that_fits_is_whole_and_one_that_does_not_ends_with_an_ellipsis()
    {
        var schema = JsonSchema.Compile("""{"additionalProperties":{"type":"string"}}""");

        Assert.Equal("/" + new string('a', 511), Pointer(new string('a', 511)));
        Assert.Equal("/" + new string('a', 511) + "…", Pointer(new string('a', 512)));
        // A character of two units is not torn.
        Assert.Equal("/" + new string('a', 510) + "…", Pointer(new string('a', 510) + "😀"));
        Assert.Equal("/" + new string('a', 509) + "😀", Pointer(new string('a', 509) + "😀"));

        string Pointer(string name) => Assert.Single(schema.Validate(Encoding.UTF8.GetBytes($$"""{"{{name}}":1}""")).Failures).InstancePointer;
    }

    [Fact]
    public void Rules_on_types_are_cut_as_well()
    {
        var nest = new Nest<int>
        {
            Deep = new Dictionary<string, List<Leaf>> { [LongName] = [.. Enumerable.Repeat(new Leaf("far too long"), 100)] },
        };

        var result = Nest<int>.Validator.Validate(nest);

        Assert.Equal(100, result.Failures.Count);
        AssertShort("rules", result);
        Assert.StartsWith("/deep/é~0~1😀", result.Failures[0].InstancePointer, StringComparison.Ordinal);
        Assert.Equal("/deep/a/1/name", Assert.Single(Nest<int>.Validator.Validate(new Nest<int>
        {
            Deep = new Dictionary<string, List<Leaf>>
            {
                [LongName] = [new("ok")],
                ["a"] = [new("ok"), new("far too long")],
            }
        }).Failures).InstancePointer);
    }

    private static void AssertShort(string what, ValidationResult result) => Assert.All(result.Failures, failure =>
    {
        Assert.True(failure.InstancePointer.Length <= Most, $"{what}: {failure.InstancePointer.Length}");
        for (var i = 0; i < failure.Arguments.Count; i++)
            Assert.True(failure.Arguments[i].Text.Length <= Most, $"{what}: {failure.Arguments[i].Name} {failure.Arguments[i].Text.Length}");
        Assert.True(failure.GetMessage().Length <= 3 * Most, what);
        Assert.DoesNotContain('\uFFFD', failure.InstancePointer);
    });
}
