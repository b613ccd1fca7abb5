using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Validation.NJsonSchema.OpenApi;
using Platform.Validation.Schema;

namespace Platform.Validation.NJsonSchema;

/// <summary>The named schemas of an OpenAPI document (3.1, 3.0, or Swagger 2.0, as JSON), each to be compiled for judging bytes.</summary>
/// <remarks>Safe on many threads. The document is looked at once; nothing is fetched.</remarks>
public sealed class OpenApiSchemas
{
    private readonly JsonObject _document;
    private readonly OpenApiDialect _dialect;

    private OpenApiSchemas(JsonObject document, OpenApiDialect dialect)
    {
        (_document, _dialect) = (document, dialect);
        Names = [.. _dialect.SchemasOf(document).Select(schema => schema.Key)];
    }

    /// <summary>The names of the schemas, in their order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Reads a document.</summary>
    /// <param name="document">The document, as JSON.</param>
    /// <returns>Its schemas.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="document"/> is <see langword="null"/>.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="FormatException">It is no OpenAPI document of a version that is known.</exception>
    public static OpenApiSchemas Parse(string document)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (JsonNode.Parse(document, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) is not JsonObject root
            || OpenApiDialect.Of(root) is not { } dialect)
            throw new FormatException("This is no OpenAPI document: it has neither \"openapi\": \"3.0…\" or \"3.1…\" nor \"swagger\": \"2.0\".");
        dialect.Translate(root);
        return new OpenApiSchemas(root, dialect);
    }

    /// <summary>Compiles a schema of the document.</summary>
    /// <param name="name">Its name, as in <c>components/schemas</c> (<c>definitions</c> in Swagger 2.0).</param>
    /// <param name="options">How; the defaults when left out. The draft is the one that the version of the document speaks.</param>
    /// <returns>The compiled schema.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is <see langword="null"/>.</exception>
    /// <exception cref="KeyNotFoundException">The document has no schema of this name.</exception>
    /// <exception cref="JsonSchemaException">It cannot be compiled: a reference leads out of the document, or it is no schema.</exception>
    public JsonSchema Compile(string name, JsonSchemaOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!Names.Contains(name))
            throw new KeyNotFoundException($"The document has no schema '{name}'; it has {string.Join(", ", Names)}.");
        return JsonSchema.Compile(_dialect.Within(_document, name).ToJsonString(), options);
    }
}
