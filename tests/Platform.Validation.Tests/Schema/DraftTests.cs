using System.Text;
using Platform.Validation.Schema;

namespace Platform.Validation.Tests.Schema;

/// <summary>Where the drafts differ: the same words mean something in one and nothing, or something else, in another.</summary>
public sealed class DraftTests
{
    private const string D4 = "http://json-schema.org/draft-04/schema#";
    private const string D6 = "http://json-schema.org/draft-06/schema#";
    private const string D7 = "http://json-schema.org/draft-07/schema#";
    private const string D19 = "https://json-schema.org/draft/2019-09/schema";
    private const string D20 = "https://json-schema.org/draft/2020-12/schema";

    [Theory]
    [InlineData(D4, """{"minimum":1,"exclusiveMinimum":true}""", "1", false)]
    [InlineData(D4, """{"minimum":1,"exclusiveMinimum":false}""", "1", true)]
    [InlineData(D4, """{"maximum":1,"exclusiveMaximum":true}""", "1", false)]
    [InlineData(D4, """{"const":1}""", "2", true)]
    [InlineData(D4, """{"contains":{"const":1}}""", "[]", true)]
    [InlineData(D4, """{"propertyNames":{"maxLength":1}}""", """{"ab":1}""", true)]
    [InlineData(D4, """{"additionalItems":false,"items":[{}]}""", "[1,2]", false)]
    [InlineData(D4, """{"dependencies":{"a":["b"]}}""", """{"a":1}""", false)]
    [InlineData(D4, """{"type":"integer"}""", "1.0", true)]
    [InlineData(D4, """{"id":"http://e.example/a","items":{"$ref":"b#x"},"definitions":{"b":{"id":"b","definitions":{"c":{"id":"#x","type":"null"}}}}}""", "[1]", false)]
    [InlineData(D6, """{"exclusiveMinimum":1}""", "1", false)]
    [InlineData(D6, """{"const":1}""", "1.0", true)]
    [InlineData(D6, """{"contains":{"const":1}}""", "[]", false)]
    [InlineData(D6, """{"propertyNames":{"maxLength":1}}""", """{"ab":1}""", false)]
    [InlineData(D6, """{"if":true,"then":false}""", "1", true)]
    [InlineData(D7, """{"if":true,"then":false}""", "1", false)]
    [InlineData(D7, """{"then":false}""", "1", true)]
    [InlineData(D7, """{"contains":{"const":1},"minContains":2}""", "[1]", true)]
    [InlineData(D7, """{"dependentRequired":{"a":["b"]}}""", """{"a":1}""", true)]
    [InlineData(D7, """{"$ref":"#/definitions/a","maxLength":1,"definitions":{"a":{}}}""", "\"abc\"", true)]
    [InlineData(D7, """{"unevaluatedProperties":false}""", """{"a":1}""", true)]
    [InlineData(D7, """{"items":[{"type":"null"}],"additionalItems":{"type":"string"}}""", "[null,1]", false)]
    [InlineData(D7, """{"additionalItems":false}""", "[1]", true)]
    [InlineData(D7, """{"items":[]}""", "[1]", true)]
    [InlineData(D19, """{"$ref":"#/$defs/a","maxLength":1,"$defs":{"a":{}}}""", "\"abc\"", false)]
    [InlineData(D19, """{"contains":{"const":1},"minContains":0}""", "[]", true)]
    [InlineData(D19, """{"contains":{"const":1},"unevaluatedItems":false}""", "[1]", false)]
    [InlineData(D20, """{"contains":{"const":1},"unevaluatedItems":false}""", "[1]", true)]
    [InlineData(D19, """{"items":[{}],"unevaluatedItems":false}""", "[1]", true)]
    [InlineData(D19, """{"items":[{}],"unevaluatedItems":false}""", "[1,2]", false)]
    [InlineData(D19, """{"additionalItems":{},"unevaluatedItems":false}""", "[1]", false)]
    [InlineData(D19, """{"items":{"type":"null"},"additionalItems":false}""", "[null]", true)]
    [InlineData(D19, """{"prefixItems":[false]}""", "[1]", true)]
    [InlineData(D20, """{"prefixItems":[false]}""", "[1]", false)]
    [InlineData(D20, """{"additionalItems":false,"prefixItems":[{}]}""", "[1,2]", true)]
    [InlineData(D20, """{"$recursiveRef":"#","maxLength":1}""", "\"a\"", true)]
    [InlineData(D20, """{"dependencies":{"a":["b"]}}""", """{"a":1}""", false)]
    [InlineData(D19, """{"unevaluatedProperties":false,"anyOf":[{"properties":{"a":{}}},{"properties":{"b":{}}}]}""", """{"a":1,"b":1}""", true)]
    [InlineData(D20, """{"unevaluatedProperties":false,"not":{"not":{"properties":{"a":{}}}}}""", """{"a":1}""", false)]
    public void A_keyword_means_what_its_draft_says(string draft, string schema, string instance, bool valid) =>
        Assert.Equal(valid, JsonSchema.Compile($$"""{"$schema":"{{draft}}",{{schema[1..]}}""").IsValid(Encoding.UTF8.GetBytes(instance)));

    [Theory]
    [InlineData(SchemaDraft.Draft4, """{"minimum":1,"exclusiveMinimum":true}""", "1", false)]
    [InlineData(SchemaDraft.Draft7, """{"items":[false]}""", "[1]", false)]
    public void A_schema_that_names_no_draft_is_of_the_one_that_the_options_name(SchemaDraft draft, string schema, string instance, bool valid) =>
        Assert.Equal(valid, JsonSchema.Compile(schema, new JsonSchemaOptions { DefaultDraft = draft }).IsValid(Encoding.UTF8.GetBytes(instance)));

    [Theory]
    [InlineData("""{"leaf":1}""", "strict", true)]
    [InlineData("""{"child":{"leaf":1}}""", "strict", true)]
    [InlineData("""{"child":{"leef":1}}""", "strict", false)]
    [InlineData("""{"child":{"leef":1}}""", "tree", true)]
    public void A_recursive_reference_of_2019_09_leads_to_the_outermost_schema_that_wants_it(string instance, string entry, bool valid)
    {
        var options = new JsonSchemaOptions();
        options.Documents["https://e.example/tree"] = Encoding.UTF8.GetBytes(
            $$$$"""{"$schema":"{{{{D19}}}}","$id":"https://e.example/tree","$recursiveAnchor":true,"properties":{"leaf":{},"child":{"$recursiveRef":"#"}}}""");
        options.Documents["https://e.example/strict"] = Encoding.UTF8.GetBytes(
            $$"""{"$schema":"{{D19}}","$id":"https://e.example/strict","$recursiveAnchor":true,"$ref":"tree","unevaluatedProperties":false}""");

        Assert.Equal(valid, JsonSchema.Compile($$"""{"$ref":"https://e.example/{{entry}}"}""", options).IsValid(Encoding.UTF8.GetBytes(instance)));
    }

    [Fact]
    public void One_resource_means_different_things_on_different_ways_to_it()
    {
        // The list is generic in what its items are; both users of it stand in one schema.
        var schema = JsonSchema.Compile("""
            {
              "$id": "https://e.example/root",
              "properties": {"numbers": {"$ref": "numbers"}, "texts": {"$ref": "texts"}},
              "$defs": {
                "list": {"$id": "list", "items": {"$dynamicRef": "#item"}, "$defs": {"any": {"$dynamicAnchor": "item"}}},
                "numbers": {"$id": "numbers", "$ref": "list", "$defs": {"item": {"$dynamicAnchor": "item", "type": "number"}}},
                "texts": {"$id": "texts", "$ref": "list", "$defs": {"item": {"$dynamicAnchor": "item", "type": "string"}}}
              }
            }
            """);

        Assert.True(schema.IsValid("""{"numbers":[1],"texts":["a"]}"""u8));
        Assert.False(schema.IsValid("""{"numbers":["a"]}"""u8));
        Assert.False(schema.IsValid("""{"texts":[1]}"""u8));
        Assert.True(JsonSchema.Compile("""{"$ref":"list","$id":"https://e.example/x","$defs":{"list":{"$id":"list","items":{"$dynamicRef":"#item"},"$defs":{"any":{"$dynamicAnchor":"item"}}}}}""").IsValid("[1,\"a\"]"u8));
    }

    [Fact]
    public void A_schema_of_one_draft_may_hold_and_refer_to_schemas_of_others()
    {
        var options = new JsonSchemaOptions();
        options.Documents["https://e.example/old"] = Encoding.UTF8.GetBytes($$"""{"$schema":"{{D7}}","items":[{"type":"null"}]}""");
        var schema = JsonSchema.Compile(
            """{"properties":{"old":{"$ref":"https://e.example/old"},"new":{"prefixItems":[{"type":"null"}]},"inner":{"$id":"inner","$schema":"http://json-schema.org/draft-07/schema#","items":[{"type":"null"}]}}}""",
            options);

        Assert.False(schema.IsValid("""{"old":[1]}"""u8));
        Assert.False(schema.IsValid("""{"new":[1]}"""u8));
        Assert.False(schema.IsValid("""{"inner":[1]}"""u8));
        Assert.True(schema.IsValid("""{"old":[null,1],"new":[null,1],"inner":[null,1]}"""u8));
    }

    [Theory]
    [InlineData(FormatMode.ByDialect, D20, true)]
    [InlineData(FormatMode.Ignore, D20, true)]
    [InlineData(FormatMode.Assert, D20, false)]
    [InlineData(FormatMode.Assert, D7, false)]
    [InlineData(FormatMode.ByDialect, "https://e.example/meta", false)]
    [InlineData(FormatMode.Ignore, "https://e.example/meta", true)]
    public void Formats_are_asserted_when_the_options_or_the_metaschema_say_so(FormatMode mode, string metaschema, bool valid)
    {
        var options = new JsonSchemaOptions { Formats = mode };
        options.Documents["https://e.example/meta"] = Encoding.UTF8.GetBytes(
            $$$"""{"$schema":"{{{D20}}}","$id":"https://e.example/meta","$vocabulary":{"https://json-schema.org/draft/2020-12/vocab/core":true,"https://json-schema.org/draft/2020-12/vocab/format-assertion":true}}""");

        var schema = JsonSchema.Compile($$"""{"$schema":"{{metaschema}}","format":"ipv4"}""", options);

        Assert.Equal(valid, schema.IsValid("\"1.2.3\""u8));
        Assert.True(schema.IsValid("\"1.2.3.4\""u8));
        Assert.True(JsonSchema.Compile("""{"format":"no-such-format"}""", options).IsValid("\"\""u8));
    }
}
