using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.Schemes;

/// <summary>Slack (docs.slack.dev, "Verifying requests from Slack"): what is signed is <c>v0</c>, the time and the body, with colons between them.</summary>
internal sealed class SlackScheme() : WebhookScheme("slack")
{
    private const string SignatureField = "X-Slack-Signature";
    private const string TimestampField = "X-Slack-Request-Timestamp";
    private const string Version = "v0";
    private const string Mark = "v0=";

    public override bool HasTimestamp => true;

    internal override IReadOnlyList<string> Fields { get; } = [TimestampField, SignatureField];

    internal override WebhookVerification Verify(
        IWebhookHeaders headers, ReadOnlySpan<byte> body, ReadOnlySpan<IWebhookVerificationKey> keys, DateTimeOffset now, TimeSpan tolerance)
    {
        if (Read(headers, TimestampField, out var digits) is var timestampFault and not WebhookFault.None)
            return WebhookVerification.Refuse(timestampFault, TimestampField);
        if (Read(headers, SignatureField, out var signature) is var signatureFault and not WebhookFault.None)
            return WebhookVerification.Refuse(signatureFault, SignatureField);
        if (!UnixTimestamp.TryParse(digits, out var time))
            return WebhookVerification.Refuse(WebhookFault.InvalidTimestamp, TimestampField);
        if (!signature.StartsWith(Mark, StringComparison.Ordinal))
            return WebhookVerification.Refuse(WebhookFault.NoKnownVersion, SignatureField, time);

        Span<byte> given = stackalloc byte[HmacSha256Key.MacLength];
        if (!SignatureText.TryDecodeHexadecimal(signature.AsSpan(Mark.Length), given))
            return WebhookVerification.Refuse(WebhookFault.MalformedSignature, SignatureField, time);
        var rented = RentedContent.Of(Version, ':', digits, body);
        var match = Find(keys, rented.Content, given);
        rented.Return();
        return match is null
            ? WebhookVerification.Refuse(WebhookFault.SignatureMismatch, SignatureField, time)
            : WebhookVerification.Accept(match, TimestampField, time, now, tolerance);
    }

    /// <summary>Events have an id. Commands and interactions have none and are not sent twice, so theirs is a hash that includes the time.</summary>
    internal override WebhookMessage Describe(IWebhookHeaders headers, ReadOnlySpan<byte> body)
    {
        var id = BodyFields.Text(body, "event_id"u8);
        headers.Find(TimestampField, out var digits);
        return new(id, BodyFields.Text(body, "type"u8), id is null ? $"body:{digits}:{BodyFields.Hash(body)}" : $"id:{id}");
    }
}
