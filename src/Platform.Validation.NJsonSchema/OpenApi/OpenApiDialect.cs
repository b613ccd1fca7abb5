using System.Text.Json.Nodes;

namespace Platform.Validation.NJsonSchema.OpenApi;

/// <summary>How the schemas of a version of OpenAPI differ from JSON Schema.</summary>
internal sealed class OpenApiDialect
{
    private const string Draft4 = "http://json-schema.org/draft-04/schema#";
    private const string Draft202012 = "https://json-schema.org/draft/2020-12/schema";

    private readonly string _draft;
    private readonly string? _nullable;
    private readonly string[] _place;

    private OpenApiDialect(string draft, string? nullable, params string[] place) => (_draft, _nullable, _place) = (draft, nullable, place);

    /// <summary>The version of a document; <see langword="null"/> where it is none that is known.</summary>
    public static OpenApiDialect? Of(JsonObject document) => (Text(document["openapi"]), Text(document["swagger"])) switch
    {
        // OpenAPI 3.1 speaks JSON Schema as it is (section 4.8.24).
        ({ } version, _) when version.StartsWith("3.1.", StringComparison.Ordinal) => new OpenApiDialect(Draft202012, null, "components", "schemas"),
        // OpenAPI 3.0 (section 4.7.24) takes its keywords from Wright-00, in which exclusiveMinimum is true or false as in draft 4, and adds nullable.
        ({ } version, _) when version.StartsWith("3.0.", StringComparison.Ordinal) => new OpenApiDialect(Draft4, "nullable", "components", "schemas"),
        (null, "2.0") => new OpenApiDialect(Draft4, "x-nullable", "definitions"),
        _ => null,
    };

    /// <summary>The schemas of a document, by name.</summary>
    public JsonObject SchemasOf(JsonObject document)
    {
        var schemas = document;
        foreach (var step in _place)
            schemas = schemas[step] as JsonObject ?? [];
        return schemas;
    }

    /// <summary>A schema that is one of a document's, with all that its references may lead to.</summary>
    public JsonObject Within(JsonObject document, string name) => new()
    {
        ["$schema"] = _draft,
        // In draft 4 nothing beside a reference counts; the schemas are only where they can be found.
        ["allOf"] = new JsonArray(new JsonObject { ["$ref"] = $"#/{string.Join('/', _place)}/{Uri.EscapeDataString(name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal))}" }),
        [_place[0]] = document[_place[0]]?.DeepClone(),
    };

    /// <summary>Writes the schemas of a document as JSON Schema, in place.</summary>
    public void Translate(JsonObject document)
    {
        if (_nullable is null)
            return;
        foreach (var schema in SchemasOf(document))
            Schema(schema.Value);
    }

    private void Schema(JsonNode? node)
    {
        if (node is not JsonObject schema)
            return;
        foreach (var keyword in (string[])["items", "additionalProperties", "not"])
            Schema(schema[keyword]);
        foreach (var keyword in (string[])["allOf", "anyOf", "oneOf"])
        {
            foreach (var part in schema[keyword] as JsonArray ?? [])
                Schema(part);
        }
        foreach (var property in schema["properties"] as JsonObject ?? [])
            Schema(property.Value);
        if (schema[_nullable!] is JsonValue nullable && nullable.TryGetValue<bool>(out var isNullable) && isNullable)
            LetNullIn(schema);
    }

    /// <summary>OpenAPI 3.0.3, section 4.7.24.2: <c>nullable</c> adds null to the types of a schema that states one, and to no other.</summary>
    private static void LetNullIn(JsonObject schema)
    {
        if (Text(schema["type"]) is not { } type)
            return;
        schema["type"] = new JsonArray(type, "null");
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
