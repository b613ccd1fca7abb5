using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace CityDesk.Tests.Open311;

/// <summary>
/// Turns an XML answer into JSON by the Spark convention: containers become arrays, a root has no name, an empty element is
/// null. Two things that XML cannot say are told: which elements are containers even when they are empty, and which texts
/// are booleans and numbers.
/// </summary>
internal static class Spark
{
    private static readonly HashSet<string> Containers =
        ["services", "service_requests", "errors", "attributes", "values", "endpoints", "formats"];

    private static readonly HashSet<string> Typed = ["metadata", "variable", "required", "order", "lat", "long"];

    public static JsonNode? ToJson(string xml) => Convert(XDocument.Parse(xml, LoadOptions.PreserveWhitespace).Root!);

    private static JsonNode? Convert(XElement element)
    {
        Assert.False(element.HasAttributes, "GeoReport v2 has no XML attributes");
        Assert.Equal("", element.Name.NamespaceName);
        var name = element.Name.LocalName;
        if (Containers.Contains(name))
            return new JsonArray([.. element.Elements().Select(Convert)]);
        if (element.HasElements)
            return new JsonObject(element.Elements().Select(child => KeyValuePair.Create(child.Name.LocalName, Convert(child))));
        if (element.Value.Length == 0)
            return null;
        var isTyped = Typed.Contains(name) || (name == "code" && element.Parent!.Name.LocalName == "error");
        return isTyped ? JsonNode.Parse(element.Value) : JsonValue.Create(element.Value);
    }
}
