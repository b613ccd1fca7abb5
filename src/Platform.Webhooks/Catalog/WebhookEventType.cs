using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Platform.Webhooks.Catalog;

/// <summary>A type of event in one of its versions: what is published under one name, and how it looks. Thread-safe.</summary>
public sealed class WebhookEventType
{
    private const int MaxNameLength = 200;

    private static readonly JsonSchemaExporterOptions SchemaOptions = new() { TreatNullObliviousAsNonNullable = true };

    private readonly JsonTypeInfo _typeInfo;

    private WebhookEventType(string name, int version, JsonTypeInfo typeInfo)
    {
        if (!IsName(name))
        {
            throw new ArgumentException(
                $"\"{name}\" is no name of an event: lower-case letters, digits, - and _, with dots between words, at most {MaxNameLength} characters.", nameof(name));
        }
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        (Name, Version, _typeInfo) = (name, version, typeInfo);
        Type = version == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}.v{version}");
    }

    /// <summary>What happened.</summary>
    public string Name { get; }

    /// <summary>Which form of it this is.</summary>
    public int Version { get; }

    /// <summary>The type that is published and subscribed to: the name, with <c>.v2</c> behind it for the second version.</summary>
    public string Type { get; }

    /// <summary>The type of the payload.</summary>
    public Type PayloadType => _typeInfo.Type;

    /// <summary>When it is published.</summary>
    public string? Description { get; private init; }

    /// <summary>The members of a thin payload, as they are written.</summary>
    public IReadOnlyList<string> Keys { get; private init; } = [];

    /// <summary>Examples of the payload.</summary>
    public IReadOnlyList<JsonNode> Examples { get; private init; } = [];

    /// <summary>Describes a type of event.</summary>
    /// <typeparam name="TPayload">The type of the payload.</typeparam>
    /// <param name="name">What happened.</param>
    /// <param name="version">Which form of it this is.</param>
    /// <param name="context">Writes it.</param>
    /// <param name="description">When it is published.</param>
    /// <param name="keys">
    /// The properties of a thin payload, by their names in the code; or behind <c>=</c> as they are written, where the payload says so by
    /// <c>[JsonPropertyName]</c>.
    /// </param>
    /// <param name="examples">Examples of the payload.</param>
    /// <returns>The type of event.</returns>
    /// <exception cref="ArgumentException">
    /// The name is malformed, the context does not write the payload, a key is no property of it, or it is no JSON object.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The version is less than 1.</exception>
    public static WebhookEventType Of<TPayload>(
        string name, int version, JsonSerializerContext context, string? description = null, IReadOnlyList<string>? keys = null, IReadOnlyList<TPayload>? examples = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(context);
        var typeInfo = context.GetTypeInfo(typeof(TPayload)) as JsonTypeInfo<TPayload>
            ?? throw new ArgumentException($"{context.GetType()} does not write {typeof(TPayload)}: give it [JsonSerializable(typeof({typeof(TPayload).Name}))].", nameof(context));
        if (typeInfo.Kind != JsonTypeInfoKind.Object)
            throw new ArgumentException($"{typeof(TPayload)} is written as no JSON object, and a payload is one: members can be added to it.", nameof(context));
        return new WebhookEventType(name, version, typeInfo)
        {
            Description = description,
            Keys = [.. (keys ?? []).Select(key => Written(typeInfo, key))],
            Examples = [.. (examples ?? []).Select(example => JsonSerializer.SerializeToNode(example, typeInfo)!)],
        };
    }

    /// <summary>
    /// The JSON Schema of the payload, in the dialect of OpenAPI 3.1 and JSON Schema 2020-12. It is made of what the serializer itself goes by.
    /// </summary>
    /// <returns>The schema, anew each time.</returns>
    public JsonNode Schema() => _typeInfo.GetJsonSchemaAsNode(SchemaOptions);

    internal byte[] Write<TPayload>(TPayload payload) => JsonSerializer.SerializeToUtf8Bytes(payload, (JsonTypeInfo<TPayload>)_typeInfo);

    private static string Written(JsonTypeInfo typeInfo, string key)
    {
        var written = key.StartsWith('=') ? key[1..] : typeInfo.Options.PropertyNamingPolicy?.ConvertName(key) ?? key;
        return typeInfo.Properties.Any(property => property.Name == written)
            ? written
            : throw new ArgumentException($"{typeInfo.Type} has no member \"{written}\".", nameof(key));
    }

    private static bool IsName(string name)
    {
        if (name.Length is 0 or > MaxNameLength || name.StartsWith(Outbox.OutboxEvent.PlatformPrefix, StringComparison.Ordinal))
            return false;
        var isAtStart = true;
        foreach (var character in name)
        {
            if (character == '.' ? isAtStart : !(character is (>= 'a' and <= 'z') or (>= '0' and <= '9') || (!isAtStart && character is '-' or '_')))
                return false;
            isAtStart = character == '.';
        }
        return !isAtStart;
    }
}
