using System.Text.Json.Nodes;
using Platform.Webhooks.Catalog;

namespace Platform.Webhooks.Tests.Catalog;

/// <summary>What of a schema may change under those who have read it, beside what may not.</summary>
public sealed class SchemaChangesTests
{
    [Theory]
    [InlineData("""{"type":"string"}""", """{"type":"string","description":"more"}""")]
    [InlineData("""{"type":["string","null"]}""", """{"type":"string"}""")]
    [InlineData("""{"type":"number"}""", """{"type":"integer"}""")]
    [InlineData("""{"enum":["a","b"]}""", """{"enum":["b"]}""")]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", """{"properties":{"a":{"type":"string"},"b":{"type":"string"}},"required":["b"]}""")]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", """{"properties":{"a":{"type":"string"}},"required":["a"]}""")]
    [InlineData("""true""", """{"type":"string"}""")]
    [InlineData("""{}""", """{"type":"string"}""")]
    [InlineData("""{"additionalProperties":false}""", """{"properties":{"a":{}}}""")]
    [InlineData("""{"properties":{"next":{"$ref":"#"}}}""", """{"properties":{"next":{"$ref":"#"}}}""")]
    [InlineData("""{"properties":{"a":{"type":"string"},"b":{"$ref":"#/properties/a"}}}""", """{"properties":{"a":{"type":"string"},"b":{"type":"string"}}}""")]
    public void What_breaks_nobody(string before, string now) => Assert.Empty(Breaking(before, now));

    [Theory]
    [InlineData("""{"type":"string"}""", """{"type":"integer"}""", "the payload can be integer now, which it could not.")]
    [InlineData("""{"type":"string"}""", """{"type":["string","null"]}""", "the payload can be null now, which it could not.")]
    [InlineData("""{"type":"integer"}""", """{"type":"number"}""", "the payload can be number now, which it could not.")]
    [InlineData("""{"type":"string"}""", """{"enum":["a"]}""", "the payload can be of any type now, which it could not.")]
    [InlineData("""{"type":"string"}""", """true""", "the payload can be anything now.")]
    [InlineData("""{"type":"string"}""", """{}""", "the payload can be anything now.")]
    [InlineData("""{"enum":["a"]}""", """{"enum":["a","b",null]}""", "the payload can be \"b\" or null now, which it could not.")]
    [InlineData("""{"enum":["a"]}""", """{"type":"string"}""", "the payload can be any value now, which it could not.")]
    [InlineData("""{"type":"string","format":"date"}""", """{"type":"string","format":"uuid"}""", "the payload: format is another.")]
    [InlineData("""{"type":"string","pattern":"a"}""", """{"type":"string"}""", "the payload: pattern is another.")]
    [InlineData("""{"properties":{"a":{}}}""", """{"properties":{"b":{}}}""", "the payload has no member \"a\" any more.")]
    [InlineData("""{"properties":{"a":{}},"required":["a"]}""", """{"properties":{"a":{}}}""", "the payload need not have the member \"a\" any more.")]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", """{"properties":{"a":{"type":"null"}}}""", "member \"a\" of the payload can be null now, which it could not.")]
    [InlineData("""{"items":{"type":"string"}}""", """{"items":{"type":"null"}}""", "an element of the payload can be null now, which it could not.")]
    [InlineData("""{"type":"array","items":{"type":"string"}}""", """{"type":"array"}""", "an element of the payload can be anything now.")]
    [InlineData("""{"additionalProperties":{"type":"string"}}""", """{"additionalProperties":{"type":"null"}}""", "a value of the payload can be null now, which it could not.")]
    [InlineData("""{"properties":{"a":{"type":"string"},"b":{"$ref":"#/properties/a"}}}""", """{"properties":{"a":{"type":"string"},"b":{"type":"null"}}}""", "member \"b\" of the payload can be null now, which it could not.")]
    [InlineData("""{"properties":{"next":{"$ref":"#"},"a":{"type":"string"}}}""", """{"properties":{"next":{"$ref":"#"},"a":{"type":"null"}}}""", "member \"a\" of the payload can be null now, which it could not.")]
    public void What_breaks_those_who_receive(string before, string now, string change) => Assert.Equal([change], Breaking(before, now));

    private static List<string> Breaking(string before, string now) => [.. SchemaChanges.Breaking(JsonNode.Parse(before)!, JsonNode.Parse(now)!)];
}
