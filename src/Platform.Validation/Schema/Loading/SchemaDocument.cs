using System.Text.Json;

namespace Platform.Validation.Schema.Loading;

/// <summary>One JSON text that holds schemas, and the resources in it by the pointer to their root.</summary>
internal sealed class SchemaDocument(int number, JsonElement root)
{
    public int Number { get; } = number;

    public JsonElement Root { get; } = root;

    public Dictionary<string, SchemaResource> Resources { get; } = new(StringComparer.Ordinal);
}
