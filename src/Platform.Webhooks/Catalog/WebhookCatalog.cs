using System.Text.Json.Nodes;
using Platform.Webhooks.Outbox;

namespace Platform.Webhooks.Catalog;

/// <summary>The events that receivers may subscribe to: what a program promises to strangers. Thread-safe.</summary>
public sealed class WebhookCatalog
{
    private readonly Dictionary<Type, WebhookEventType> _byPayload = [];
    private readonly Dictionary<string, WebhookEventType> _byType = new(StringComparer.Ordinal);

    /// <summary>Makes a catalogue.</summary>
    /// <param name="types">The types of events.</param>
    /// <exception cref="ArgumentException">Two of them have one name and version, or one payload.</exception>
    public WebhookCatalog(params IEnumerable<WebhookEventType> types)
    {
        ArgumentNullException.ThrowIfNull(types);
        foreach (var type in types)
        {
            if (!_byType.TryAdd(type.Type, type))
                throw new ArgumentException($"There are two events {type.Type}.", nameof(types));
            if (!_byPayload.TryAdd(type.PayloadType, type))
                throw new ArgumentException($"{type.PayloadType} is the payload of two events.", nameof(types));
        }
        Types = [.. _byType.Values.OrderBy(static type => type.Type, StringComparer.Ordinal)];
    }

    /// <summary>The types of events, by name.</summary>
    public IReadOnlyList<WebhookEventType> Types { get; }

    /// <summary>Finds a type of event.</summary>
    /// <param name="type">The type as it is published.</param>
    /// <returns>It; <see langword="null"/> where there is none.</returns>
    public WebhookEventType? Find(string type) => _byType.GetValueOrDefault(type);

    /// <summary>Makes an event of a payload, to be published.</summary>
    /// <typeparam name="TPayload">The type of the payload, which stands in the catalogue.</typeparam>
    /// <param name="payload">The payload, written at once.</param>
    /// <param name="tenant">Whose event it is.</param>
    /// <param name="orderKey">What it is about, if it has an order.</param>
    /// <param name="channel">Where in the program it belongs, such as a project.</param>
    /// <returns>The event.</returns>
    /// <exception cref="ArgumentException">The payload stands not in the catalogue or is too large, or a name is not as it must be.</exception>
    public OutboxEvent Event<TPayload>(TPayload payload, string? tenant = null, string? orderKey = null, string? channel = null) =>
        _byPayload.TryGetValue(typeof(TPayload), out var type)
            ? new OutboxEvent(type.Type, type.Write(payload)) { Tenant = tenant, OrderKey = orderKey, Channel = channel }
            : throw new ArgumentException($"{typeof(TPayload)} is not in the catalogue. Give it [WebhookEvent].", nameof(payload));

    /// <summary>
    /// The catalogue as an OpenAPI 3.1 document whose <c>webhooks</c> are the events, with their schemas and examples: to be shown to those who receive, and
    /// kept beside the code to see by what
    /// a change breaks.
    /// </summary>
    /// <param name="title">The name of what sends them.</param>
    /// <param name="version">The version of the document.</param>
    /// <returns>The document, anew each time.</returns>
    public JsonObject ToOpenApi(string title, string version)
    {
        ArgumentException.ThrowIfNullOrEmpty(title);
        ArgumentException.ThrowIfNullOrEmpty(version);
        return OpenApiWebhooks.Write(Types, title, version);
    }

    /// <summary>What has changed since a document was written, as far as it breaks those who receive. New events and new members do not.</summary>
    /// <param name="document">An earlier answer of <see cref="ToOpenApi"/>.</param>
    /// <returns>The changes, each in a sentence; none where whoever understands the earlier events understands these.</returns>
    /// <exception cref="ArgumentException">It is no such document.</exception>
    public IReadOnlyList<string> BreakingChangesSince(JsonNode document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return [.. OpenApiWebhooks.Read(document).SelectMany(each => Find(each.Key) is { } now
            ? SchemaChanges.Breaking(each.Value, now.Schema()).Select(change => $"{each.Key}: {change}")
            : [$"{each.Key}: it is gone. Keep it as long as anybody subscribes to it, beside its next version."])];
    }
}
