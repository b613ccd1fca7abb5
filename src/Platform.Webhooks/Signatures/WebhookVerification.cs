namespace Platform.Webhooks.Signatures;

/// <summary>What became of a verification.</summary>
public readonly record struct WebhookVerification
{
    private WebhookVerification(WebhookFault fault, string? field, IWebhookVerificationKey? key, DateTimeOffset? timestamp) =>
        (Fault, Field, Key, Timestamp) = (fault, field, key, timestamp);

    /// <summary>Whether the message is authentic and fresh.</summary>
    public bool IsVerified => Fault == WebhookFault.None && Key is not null;

    /// <summary>Why it is not believed.</summary>
    public WebhookFault Fault { get; }

    /// <summary>The header field in which the fault lies, where it lies in one.</summary>
    public string? Field { get; }

    /// <summary>
    /// The key whose signature is right. Of <see cref="WebhookFault.TooOld"/> and <see cref="WebhookFault.TooNew"/> too: whoever sent it once had it.
    /// </summary>
    public IWebhookVerificationKey? Key { get; }

    /// <summary>
    /// When the message says it was sent; <see langword="null"/> in schemes without a time, and where it cannot be read. Believe it only with a <see
    /// cref="Key"/>.
    /// </summary>
    public DateTimeOffset? Timestamp { get; }

    /// <summary>Whether the window alone is missed: the signature is right.</summary>
    public bool IsOutsideWindow => Fault is WebhookFault.TooOld or WebhookFault.TooNew;

    internal static WebhookVerification Refuse(WebhookFault fault, string field, DateTimeOffset? timestamp = null) => new(fault, field, null, timestamp);

    /// <summary>The window is judged last, so that the operator learns that an old message was once a real one.</summary>
    internal static WebhookVerification Accept(
        IWebhookVerificationKey key, string timestampField, DateTimeOffset timestamp, DateTimeOffset now, TimeSpan tolerance)
    {
        var fault = timestamp < now - tolerance ? WebhookFault.TooOld : timestamp > now + tolerance ? WebhookFault.TooNew : WebhookFault.None;
        return new(fault, fault == WebhookFault.None ? null : timestampField, key, timestamp);
    }

    internal static WebhookVerification Accept(IWebhookVerificationKey key) => new(WebhookFault.None, null, key, null);
}
