using System.Text;
using System.Text.Json;
using Platform.Validation.Schema;

namespace Platform.Validation.NJsonSchema.Tests;

public sealed class OpenApiSchemasTests
{
    private const string Document30 = """
        {"openapi":"3.0.3","info":{"title":"t","version":"1"},"paths":{},"components":{"schemas":{
          "Pet":{"type":"object","required":["name"],"additionalProperties":false,"properties":{
            "name":{"type":"string","minLength":1},
            "tag":{"type":"string","nullable":true,"enum":["a","b",null]},
            "age":{"type":"integer","minimum":0,"exclusiveMinimum":true},
            "owner":{"$ref":"#/components/schemas/Owner~1Keeper"},
            "friends":{"type":"array","items":{"type":"string","nullable":true}},
            "loose":{"nullable":true,"maxLength":2}}},
          "Owner/Keeper":{"type":"object","nullable":true,"properties":{"pet":{"$ref":"#/components/schemas/Pet"}}}}}}
        """;

    private const string Document31 = """
        {"openapi":"3.1.0","info":{"title":"t","version":"1"},"components":{"schemas":{
          "Pair":{"type":["array","null"],"prefixItems":[{"const":1},{"$ref":"#/components/schemas/Text"}],"items":false},
          "Text":{"type":"string","exclusiveMinimum":5,"$comment":"says nothing of texts"}}}}
        """;

    private const string Document20 = """
        {"swagger":"2.0","info":{"title":"t","version":"1"},"paths":{},"definitions":{
          "Pet":{"type":"object","properties":{"name":{"type":"string","x-nullable":true}}}}}
        """;

    public static TheoryData<string, string, string, bool> Judged => new()
    {
        { Document30, "Pet", """{"name":"a","tag":null,"age":1,"owner":null,"friends":["x",null],"loose":"ab"}""", true },
        { Document30, "Pet", """{"name":"a","owner":{"pet":{"name":"b"}}}""", true },
        { Document30, "Pet", """{"name":"a","tag":"c"}""", false },
        { Document30, "Pet", """{"name":"a","age":0}""", false },
        { Document30, "Pet", """{"name":null}""", false },
        { Document30, "Pet", """{"name":"a","owner":{"pet":{}}}""", false },
        { Document30, "Pet", """{"name":"a","loose":"abc"}""", false },
        { Document30, "Pet", """{"name":"a","more":1}""", false },
        { Document30, "Owner/Keeper", "null", true },
        { Document30, "Owner/Keeper", "1", false },
        { Document31, "Pair", """[1,"a"]""", true },
        { Document31, "Pair", "null", true },
        { Document31, "Pair", """[2,"a"]""", false },
        { Document31, "Pair", """[1,"a",3]""", false },
        { Document20, "Pet", """{"name":null}""", true },
        { Document20, "Pet", """{"name":1}""", false },
    };

    [Theory]
    [MemberData(nameof(Judged))]
    public void A_schema_is_judged_as_its_version_of_openapi_says(string document, string name, string json, bool isValid) =>
        Assert.Equal(isValid, OpenApiSchemas.Parse(document).Compile(name).IsValid(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Names_are_those_of_the_document() => Assert.Equal(["Pet", "Owner/Keeper"], OpenApiSchemas.Parse(Document30).Names);

    [Fact]
    public void A_name_that_is_not_there_is_refused_with_those_that_are()
    {
        var refused = Assert.Throws<KeyNotFoundException>(() => OpenApiSchemas.Parse(Document30).Compile("pet"));

        Assert.Contains("it has Pet, Owner/Keeper", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"openapi":"4.0.0"}""")]
    [InlineData("""{"openapi":3.1}""")]
    [InlineData("""{"swagger":"1.2"}""")]
    [InlineData("""{"openapi":"3.1"}""")]
    [InlineData("null")]
    public void What_is_no_document_of_a_known_version_is_refused(string document) => Assert.Throws<FormatException>(() => OpenApiSchemas.Parse(document));

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("""{"openapi":"3.1.0","openapi":"3.0.0"}""")]
    public void What_is_no_json_is_refused(string document) => Assert.ThrowsAny<JsonException>(() => OpenApiSchemas.Parse(document));

    [Fact]
    public void A_document_without_schemas_has_none() => Assert.Empty(OpenApiSchemas.Parse("""{"openapi":"3.0.0","components":[]}""").Names);

    [Fact]
    public void A_reference_out_of_the_document_is_not_followed() => Assert.Throws<JsonSchemaException>(() =>
        OpenApiSchemas.Parse("""{"openapi":"3.1.0","components":{"schemas":{"A":{"$ref":"https://elsewhere.example/schema.json"}}}}""").Compile("A"));
}
