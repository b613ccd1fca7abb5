using System.Text.Json;
using System.Text.Json.Nodes;

namespace Platform.Validation.NJsonSchema.Drafts;

/// <summary>
/// NJsonSchema names draft 4 in all that it writes, and writes an exclusive bound that it has as a number as later drafts do. In draft 4 that says
/// nothing: there it is the bound that is the number, and <c>exclusiveMaximum</c> says of it whether it counts itself.
/// </summary>
internal static class ExclusiveBounds
{
    /// <summary>The values of these have names of the schema's author, whatever keywords they look like.</summary>
    private static readonly string[] Maps = ["properties", "patternProperties", "definitions", "dependencies"];

    /// <summary>The values of these are data, and no schemas.</summary>
    private static readonly string[] Data = ["enum", "const", "default", "example", "examples"];

    /// <summary>Writes them as draft 4 does, in place.</summary>
    public static void ToDraft4(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject schema:
                Write(schema, "exclusiveMinimum", "minimum", isUpper: false);
                Write(schema, "exclusiveMaximum", "maximum", isUpper: true);
                foreach (var (name, value) in schema)
                    Inside(name, value);
                break;
            case JsonArray all:
                foreach (var item in all)
                    ToDraft4(item);
                break;
        }
    }

    private static void Inside(string keyword, JsonNode? value)
    {
        if (Maps.Contains(keyword) && value is JsonObject map)
        {
            foreach (var (_, schema) in map)
                ToDraft4(schema);
        }
        else if (!Data.Contains(keyword))
        {
            ToDraft4(value);
        }
    }

    private static void Write(JsonObject schema, string exclusive, string inclusive, bool isUpper)
    {
        if (schema[exclusive] is not JsonValue value || value.GetValueKind() != JsonValueKind.Number)
            return;
        var other = schema[inclusive] is JsonValue bound && bound.GetValueKind() == JsonValueKind.Number ? bound.GetValue<decimal>() : (decimal?)null;
        if (other is { } stricter && (isUpper ? stricter < value.GetValue<decimal>() : stricter > value.GetValue<decimal>()))
        {
            schema.Remove(exclusive);
            return;
        }
        schema[inclusive] = value.DeepClone();
        schema[exclusive] = true;
    }
}
