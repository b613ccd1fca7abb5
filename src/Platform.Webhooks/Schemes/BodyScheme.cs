using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.Schemes;

/// <summary>
/// Schemes that sign the body and nothing else: GitHub (docs.github.com, "Validating webhook deliveries") and Shopify (shopify.dev, "Verify webhook
/// deliveries"). The id and the type stand in fields that anybody can change, so a message is known again by its body.
/// </summary>
internal sealed class BodyScheme(string name, string signatureField, string mark, BodyScheme.Letters letters, string idField, string typeField)
    : WebhookScheme(name)
{
    /// <summary>In which letters the signature is written.</summary>
    public enum Letters
    {
        Hexadecimal,
        Base64,
    }

    public override bool HasTimestamp => false;

    internal override IReadOnlyList<string> Fields { get; } = [signatureField, idField, typeField];

    internal override WebhookVerification Verify(
        IWebhookHeaders headers, ReadOnlySpan<byte> body, ReadOnlySpan<IWebhookVerificationKey> keys, DateTimeOffset now, TimeSpan tolerance)
    {
        if (Read(headers, signatureField, out var signature) is var fault and not WebhookFault.None)
            return WebhookVerification.Refuse(fault, signatureField);
        if (!signature.StartsWith(mark, StringComparison.Ordinal))
            return WebhookVerification.Refuse(WebhookFault.NoKnownVersion, signatureField);

        Span<byte> given = stackalloc byte[HmacSha256Key.MacLength];
        var text = signature.AsSpan(mark.Length);
        if (!(letters == Letters.Base64 ? SignatureText.TryDecodeBase64(text, given) : SignatureText.TryDecodeHexadecimal(text, given)))
            return WebhookVerification.Refuse(WebhookFault.MalformedSignature, signatureField);
        return Find(keys, new SignedContent(default, body), given) is { } match
            ? WebhookVerification.Accept(match)
            : WebhookVerification.Refuse(WebhookFault.SignatureMismatch, signatureField);
    }

    internal override WebhookMessage Describe(IWebhookHeaders headers, ReadOnlySpan<byte> body) =>
        new(Peek(headers, idField), Peek(headers, typeField), $"body:{BodyFields.Hash(body)}");
}
