using Microsoft.AspNetCore.Http;

namespace Platform.Webhooks.AspNetCore;

/// <summary>A message that was verified, as its handler gets it. It ends with the handler.</summary>
public sealed class WebhookContext
{
    internal WebhookContext(HttpContext httpContext, string source, ReadOnlyMemory<byte> body) => (HttpContext, Source, Body) = (httpContext, source, body);

    /// <summary>The name of the sender.</summary>
    public string Source { get; }

    /// <summary>The body, to the byte as it was signed. Its memory is used again when the handler has ended: copy what you keep.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>
    /// The id of the message, the same for all deliveries of it: signed by the standard and by Svix, in the signed body by Stripe and Slack. GitHub
    /// and Shopify send it unsigned; then it
    /// is for logs. <see langword="null"/> where there is none.
    /// </summary>
    public string? Id { get; internal init; }

    /// <summary>
    /// The type of the event: in the signed body by the standard, Svix, Stripe and Slack; from an unsigned header field by GitHub and Shopify. <see
    /// langword="null"/> where there is none.
    /// </summary>
    public string? EventType { get; internal init; }

    /// <summary>When this delivery was sent; <see langword="null"/> by GitHub and Shopify, which do not sign it.</summary>
    public DateTimeOffset? SentAt { get; internal init; }

    /// <summary>Which of the keys has signed it.</summary>
    public string KeyId { get; internal init; } = "";

    /// <summary>The request. A handler that must answer with something of its own writes to its response; otherwise the receiver answers 204.</summary>
    public HttpContext HttpContext { get; }

    /// <summary>The services of the request.</summary>
    public IServiceProvider Services => HttpContext.RequestServices;

    /// <summary>Ends when the sender has gone; it will send the message again.</summary>
    public CancellationToken CancellationToken => HttpContext.RequestAborted;
}
