using System.Text;
using Platform.Validation.Schema;

namespace Platform.Validation.Tests.Schema;

/// <summary>What a failure says: code, place, rule and arguments.</summary>
public sealed class SchemaFailureTests
{
    [Theory]
    [InlineData("""{"type":"string"}""", "1", "TYPE_MISMATCH", "", "#/type", "expected=string actual=integer")]
    [InlineData("""{"type":["number","null"]}""", "\"\"", "TYPE_MISMATCH", "", "#/type", "expected=null, number actual=string")]
    [InlineData("""{"enum":[1,"a"]}""", "2", "ENUM_MISMATCH", "", "#/enum", "allowed=1, \"a\"")]
    [InlineData("""{"const":{"a":1}}""", "{}", "CONST_MISMATCH", "", "#/const", "allowed={\"a\":1}")]
    [InlineData("false", "1", "VALUE_NOT_ALLOWED", "", "#", "")]
    [InlineData("""{"minimum":1.5}""", "1", "NUMBER_TOO_SMALL", "", "#/minimum", "minimum=1.5")]
    [InlineData("""{"maximum":1.5}""", "2", "NUMBER_TOO_LARGE", "", "#/maximum", "maximum=1.5")]
    [InlineData("""{"exclusiveMinimum":1}""", "1.0", "NUMBER_NOT_ABOVE", "", "#/exclusiveMinimum", "limit=1")]
    [InlineData("""{"exclusiveMaximum":1}""", "1", "NUMBER_NOT_BELOW", "", "#/exclusiveMaximum", "limit=1")]
    [InlineData("""{"multipleOf":0.01}""", "1.005", "NUMBER_NOT_MULTIPLE", "", "#/multipleOf", "divisor=0.01")]
    [InlineData("""{"minLength":2}""", "\"\\uD83D\\uDE00\"", "STRING_TOO_SHORT", "", "#/minLength", "minimum=2 actual=1")]
    [InlineData("""{"maxLength":1}""", "\"äö\"", "STRING_TOO_LONG", "", "#/maxLength", "maximum=1 actual=2")]
    [InlineData("""{"pattern":"^a"}""", "\"ba\"", "STRING_PATTERN_MISMATCH", "", "#/pattern", "pattern=^a")]
    [InlineData("""{"required":["a","b"]}""", """{"b":1}""", "PROPERTY_MISSING", "", "#/required", "property=a")]
    [InlineData("""{"properties":{"a/b":{"type":"null"}}}""", """{"a/b":1}""", "TYPE_MISMATCH", "/a~1b", "#/properties/a~1b/type", "expected=null actual=integer")]
    [InlineData("""{"additionalProperties":false}""", """{"x":1}""", "PROPERTY_NOT_ALLOWED", "/x", "#/additionalProperties", "property=x")]
    [InlineData("""{"properties":{"x":false}}""", """{"x":1}""", "PROPERTY_NOT_ALLOWED", "/x", "#/properties", "property=x")]
    [InlineData("""{"propertyNames":false}""", """{"x":1}""", "PROPERTY_NAME_NOT_ALLOWED", "/x", "#/propertyNames", "property=x")]
    [InlineData("""{"minProperties":1}""", "{}", "PROPERTIES_TOO_FEW", "", "#/minProperties", "minimum=1 actual=0")]
    [InlineData("""{"maxProperties":0}""", """{"a":1}""", "PROPERTIES_TOO_MANY", "", "#/maxProperties", "maximum=0 actual=1")]
    [InlineData("""{"dependentRequired":{"a":["b"]}}""", """{"a":1}""", "DEPENDENT_PROPERTY_MISSING", "", "#/dependentRequired", "property=b because=a")]
    [InlineData("""{"unevaluatedProperties":false}""", """{"a":1}""", "PROPERTY_NOT_ALLOWED", "/a", "#/unevaluatedProperties", "property=a")]
    [InlineData("""{"minItems":1}""", "[]", "ITEMS_TOO_FEW", "", "#/minItems", "minimum=1 actual=0")]
    [InlineData("""{"maxItems":0}""", "[1]", "ITEMS_TOO_MANY", "", "#/maxItems", "maximum=0 actual=1")]
    [InlineData("""{"uniqueItems":true}""", "[1,2,1.0]", "ITEMS_NOT_UNIQUE", "", "#/uniqueItems", "first=0 second=2")]
    [InlineData("""{"prefixItems":[{}],"items":false}""", "[1,2]", "ITEM_NOT_ALLOWED", "/1", "#/items", "index=1")]
    [InlineData("""{"items":{"items":{"type":"null"}}}""", "[[],[null,0]]", "TYPE_MISMATCH", "/1/1", "#/items/items/type", "expected=null actual=integer")]
    [InlineData("""{"contains":{"const":1}}""", "[2]", "CONTAINS_TOO_FEW", "", "#/contains", "minimum=1 actual=0")]
    [InlineData("""{"contains":{"const":1},"minContains":2}""", "[1]", "CONTAINS_TOO_FEW", "", "#/minContains", "minimum=2 actual=1")]
    [InlineData("""{"contains":{"const":1},"maxContains":1}""", "[1,1]", "CONTAINS_TOO_MANY", "", "#/maxContains", "maximum=1 actual=2")]
    [InlineData("""{"oneOf":[{},{"type":"null"},{}]}""", "1", "ONE_OF_MULTIPLE", "", "#/oneOf", "first=0 second=2")]
    [InlineData("""{"not":{}}""", "1", "NOT_MATCHED", "", "#/not", "")]
    [InlineData("""{"if":true,"then":{"const":1}}""", "2", "CONST_MISMATCH", "", "#/then/const", "allowed=1")]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"minimum":1}}}""", "0", "NUMBER_TOO_SMALL", "", "#/$defs/a/minimum", "minimum=1")]
    [InlineData("""{"$id":"https://e.example/s","minimum":1}""", "0", "NUMBER_TOO_SMALL", "", "https://e.example/s#/minimum", "minimum=1")]
    public void A_keyword_that_fails_says_what_where_and_why(string schema, string instance, string code, string place, string rule, string arguments)
    {
        var failure = Assert.Single(Validate(schema, instance).Failures);

        Assert.Equal((code, place, rule, arguments), (failure.Code, failure.InstancePointer, failure.Rule, string.Join(' ', failure.Arguments)));
        Assert.DoesNotContain('{', failure.GetMessage(System.Globalization.CultureInfo.InvariantCulture).Replace("{\"a\":1}", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"anyOf":[{"type":"null"},{"properties":{"a":{"type":"null"}}}]}""", """{"a":1}""", "ANY_OF_NONE TYPE_MISMATCH TYPE_MISMATCH", " #/anyOf/0/type #/anyOf/1/properties/a/type")]
    [InlineData("""{"oneOf":[{"type":"null"},{"minimum":3}]}""", "1", "ONE_OF_NONE TYPE_MISMATCH NUMBER_TOO_SMALL", " #/oneOf/0/type #/oneOf/1/minimum")]
    public void Alternatives_that_all_fail_are_reported_first_and_then_why_each_does(string schema, string instance, string codes, string rules)
    {
        var failures = Validate(schema, instance).Failures;

        Assert.Equal(codes, string.Join(' ', failures.Select(failure => failure.Code)));
        Assert.EndsWith(rules, string.Join(' ', failures.Select(failure => failure.Rule)), StringComparison.Ordinal);
    }

    [Fact]
    public void All_failures_are_found_in_one_go_and_the_first_one_alone_when_asked_for()
    {
        var schema = JsonSchema.Compile("""{"required":["id"],"properties":{"a":{"type":"string"},"b":{"minimum":5,"multipleOf":2}},"additionalProperties":false}""");
        var instance = """{"a":1,"b":3,"c":0}"""u8;

        Assert.Equal(
            ["TYPE_MISMATCH /a", "NUMBER_TOO_SMALL /b", "NUMBER_NOT_MULTIPLE /b", "PROPERTY_NOT_ALLOWED /c", "PROPERTY_MISSING "],
            schema.Validate(instance).Failures.Select(failure => $"{failure.Code} {failure.InstancePointer}"));
        Assert.Equal("TYPE_MISMATCH", Assert.Single(schema.Validate(instance, SchemaDetail.FirstFailure).Failures).Code);
    }

    [Fact]
    public void Failures_stop_at_the_limit_and_the_result_says_so()
    {
        var schema = JsonSchema.Compile("""{"items":{"type":"null"}}""", new JsonSchemaOptions { Limits = new SchemaLimits { MaxFailures = 3 } });

        var result = schema.Validate("[1,2,3,4,5]"u8);

        Assert.Equal(["/0", "/1", "/2"], result.Failures.Select(failure => failure.InstancePointer));
        Assert.True(result.IsTruncated);
        Assert.False(schema.Validate("[1,2]"u8).IsTruncated);
    }

    [Fact]
    public void A_sink_gets_failures_one_by_one_and_may_stop_them()
    {
        var schema = JsonSchema.Compile("""{"items":{"type":"null"}}""");
        var sink = new StoppingSink(2);

        Assert.False(schema.Validate("[1,2,3,4,5]"u8, sink));
        Assert.Equal(["/0", "/1"], sink.Pointers);
        Assert.True(schema.Validate("[null]"u8, sink));
        Assert.Equal(2, sink.Pointers.Count);
    }

    [Fact]
    public void A_valid_instance_gives_the_one_valid_result() =>
        Assert.Equal(ValidationResult.Valid, JsonSchema.Compile("{}").Validate("1"u8));

    private static ValidationResult Validate(string schema, string instance) => JsonSchema.Compile(schema).Validate(Encoding.UTF8.GetBytes(instance));

    private sealed class StoppingSink(int most) : IValidationSink
    {
        public List<string> Pointers { get; } = [];

        public bool Add(in ValidationFailure failure)
        {
            Pointers.Add(failure.InstancePointer);
            return Pointers.Count < most;
        }
    }
}
