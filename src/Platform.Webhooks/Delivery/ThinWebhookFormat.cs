using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Platform.Webhooks.Catalog;
using Platform.Webhooks.Outbox;

namespace Platform.Webhooks.Delivery;

/// <summary>
/// Sends what an event is about and not what it says: <c>{"type":…,"timestamp":…,"data":{…}}</c> with the members that have
/// <see cref="WebhookKeyAttribute"/>. Whoever receives it asks for the
/// rest, as somebody who may see it, and gets what holds then. Thread-safe.
/// </summary>
/// <param name="catalog">The events.</param>
public sealed class ThinWebhookFormat(WebhookCatalog catalog) : IWebhookFormat
{
    private const string Json = "application/json";

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The event does not stand in the catalogue.</exception>
    /// <exception cref="JsonException">Its payload is no JSON object.</exception>
    public WebhookContent Write(OutboxMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (catalog.Find(message.Type) is not { } type)
            throw new InvalidOperationException($"{message.Type} does not stand in the catalogue, which says what is thin.");
        using var payload = JsonDocument.Parse(message.Body);
        if (payload.RootElement.ValueKind != JsonValueKind.Object)
            throw new JsonException("A payload is a JSON object.");
        var body = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteString("type", message.Type);
            writer.WriteString("timestamp", message.OccurredAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
            writer.WriteStartObject("data");
            foreach (var key in type.Keys)
            {
                if (!payload.RootElement.TryGetProperty(key, out var value))
                    continue;
                writer.WritePropertyName(key);
                value.WriteTo(writer);
            }
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        return new WebhookContent(Json, body.WrittenMemory);
    }
}
