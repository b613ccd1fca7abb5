using System.Net.Mime;
using System.Text.Json;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.SystemTextJson;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Outbox;

namespace Platform.Webhooks.CloudEvents;

/// <summary>
/// Sends events as CloudEvents 1.0 in the structured mode of the HTTP protocol binding, section 3.2: <c>application/cloudevents+json</c>, with the payload in
/// <c>data</c> where it is JSON, and in
/// <c>data_base64</c> where it is not. The signature is over those bytes. Thread-safe.
/// </summary>
/// <remarks>
/// <c>id</c> is the id of the event, the same as in <c>webhook-id</c>; <c>type</c>, <c>time</c> and, from the order key, <c>subject</c> are the event's. Tenant and trace stay inside.
/// </remarks>
public sealed class CloudEventFormat : IWebhookFormat
{
    private readonly Uri _source;
    private readonly JsonEventFormatter _formatter = new();

    /// <summary>Names the source.</summary>
    /// <param name="source">Where events come from (CloudEvents 1.0, section "source"): with the id it is what makes an event unique.</param>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="source"/> is empty.</exception>
    public CloudEventFormat(Uri source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.OriginalString.Length == 0)
            throw new ArgumentException("A source has at least one character.", nameof(source));
        _source = source;
    }

    /// <inheritdoc/>
    /// <exception cref="JsonException">The payload says that it is JSON, and is none.</exception>
    public WebhookContent Write(OutboxMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var cloudEvent = new CloudEvent(CloudEventsSpecVersion.V1_0)
        {
            Id = message.Id,
            Source = _source,
            Type = message.Type,
            Time = message.OccurredAt,
            Subject = message.OrderKey,
            DataContentType = message.ContentType,
        };
        using var payload = IsJson(message.ContentType) ? JsonDocument.Parse(message.Body) : null;
        cloudEvent.Data = payload is null ? message.Body.ToArray() : payload.RootElement;
        var body = _formatter.EncodeStructuredModeMessage(cloudEvent, out var contentType);
        return new WebhookContent(contentType.ToString(), body);
    }

    private static bool IsJson(string contentType)
    {
        var type = new ContentType(contentType).MediaType;
        return type.Equals(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase) || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
    }
}
