using System.Text.Json.Nodes;
using NJsonSchema.Generation;
using Platform.Validation.NJsonSchema.Drafts;
using Platform.Validation.Schema;
using Document = global::NJsonSchema.JsonSchema;

namespace Platform.Validation.NJsonSchema;

/// <summary>Schemas of NJsonSchema compiled, and rules as schemas of NJsonSchema.</summary>
public static class PlatformValidationNJsonSchemaExtensions
{
    private const string Definitions = "definitions";

    /// <summary>Compiles a schema of NJsonSchema, so that bytes are judged by it without being made into a document first.</summary>
    /// <param name="schema">The schema: read, or made of a type.</param>
    /// <param name="options">How; the defaults when left out. A schema that names no draft is one of draft 4, which is what NJsonSchema writes.</param>
    /// <returns>The compiled schema.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="schema"/> is <see langword="null"/>.</exception>
    /// <exception cref="JsonSchemaException">
    /// It cannot be compiled: a pattern is none of ECMA-262, as one of .NET may be, or a reference leads to a document that is not among the options'.
    /// </exception>
    public static JsonSchema Compile(this Document schema, JsonSchemaOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var written = JsonNode.Parse(schema.ToJson())!;
        ExclusiveBounds.ToDraft4(written);
        return JsonSchema.Compile(written.ToJsonString(), options ?? new JsonSchemaOptions { DefaultDraft = SchemaDraft.Draft4 });
    }

    /// <summary>Makes a schema of a type by the generator of NJsonSchema, and compiles it.</summary>
    /// <param name="settings">How the generator sees types, with which serializer.</param>
    /// <param name="type">The type.</param>
    /// <param name="options">How it is compiled; the defaults when left out.</param>
    /// <returns>The compiled schema.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="settings"/> or <paramref name="type"/> is <see langword="null"/>.</exception>
    /// <exception cref="JsonSchemaException">As for <see cref="Compile(Document, JsonSchemaOptions?)"/>.</exception>
    public static JsonSchema Compile(this JsonSchemaGeneratorSettings settings, Type type, JsonSchemaOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(type);
        return JsonSchemaGenerator.FromType(type, settings).Compile(options);
    }

    /// <summary>
    /// What JSON Schema can say of the rules of a type, as a schema of NJsonSchema: for its generators of C# and TypeScript, and for NSwag.
    /// </summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="validator">Its rules.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The schema. Nested types stand in its definitions, by their full name.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="validator"/> is <see langword="null"/>.</exception>
    public static Task<Document> ToNJsonSchemaAsync<T>(this Validator<T> validator, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(validator);
        var schema = JsonNode.Parse(validator.ToJsonSchema())!.AsObject();
        // NJsonSchema reads the names that draft 7 has for these.
        schema["$schema"] = "http://json-schema.org/draft-07/schema#";
        var definitions = schema["$defs"]!.AsObject();
        schema.Remove("$defs");
        foreach (var definition in definitions)
            PointTo(Definitions, definition.Value);
        // The root is the type itself, and not a reference to it: whoever asks it for its properties finds them.
        var root = definitions[NameOf(schema)]!.DeepClone().AsObject();
        foreach (var member in root)
            schema[member.Key] = member.Value?.DeepClone();
        schema.Remove("$ref");
        schema[Definitions] = definitions.DeepClone();
        return Document.FromJsonAsync(schema.ToJsonString(), cancellationToken);
    }

    private static string NameOf(JsonObject schema) => ((string)schema["$ref"]!)["#/$defs/".Length..];

    private static void PointTo(string place, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject schema:
                if (schema["$ref"] is JsonValue)
                    schema["$ref"] = $"#/{place}/{NameOf(schema)}";
                foreach (var member in schema)
                    PointTo(place, member.Value);
                break;
            case JsonArray all:
                foreach (var item in all)
                    PointTo(place, item);
                break;
        }
    }
}
