using System.Security.Cryptography;
using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.Schemes;

/// <summary>Standard Webhooks 1.0.0.</summary>
internal sealed class StandardScheme(string name, string idField, string timestampField, string signatureField) : WebhookScheme(name)
{
    public const string IdField = "webhook-id";
    public const string TimestampField = "webhook-timestamp";
    public const string SignatureField = "webhook-signature";

    /// <summary>A public key costs some 50 µs for each signature tried, and whoever sends may send as many as the field holds.</summary>
    private const int MostTriesOfPublicKey = 8;

    private const int LongestSignature = 64;

    public override bool HasTimestamp => true;

    internal override IReadOnlyList<string> Fields { get; } = [idField, timestampField, signatureField];

    public override WebhookSecret ParseSecret(string text) => WebhookSecret.Parse(text);

    internal override WebhookVerification Verify(
        IWebhookHeaders headers, ReadOnlySpan<byte> body, ReadOnlySpan<IWebhookVerificationKey> keys, DateTimeOffset now, TimeSpan tolerance)
    {
        if (Read(headers, idField, out var id) is var idFault and not WebhookFault.None)
            return WebhookVerification.Refuse(idFault, idField);
        if (Read(headers, timestampField, out var timestamp) is var timestampFault and not WebhookFault.None)
            return WebhookVerification.Refuse(timestampFault, timestampField);
        if (Read(headers, signatureField, out var signatures) is var signatureFault and not WebhookFault.None)
            return WebhookVerification.Refuse(signatureFault, signatureField);
        if (!MessageId.IsValid(id))
            return WebhookVerification.Refuse(WebhookFault.InvalidId, idField);
        if (!UnixTimestamp.TryParse(timestamp, out var time))
            return WebhookVerification.Refuse(WebhookFault.InvalidTimestamp, timestampField);
        if (signatures.Length > MaxFieldLength)
            return WebhookVerification.Refuse(WebhookFault.MalformedSignature, signatureField, time);

        var rented = RentedContent.Of(id, '.', timestamp, body);
        var fault = Match(signatures, keys, rented.Content, out var match);
        rented.Return();
        return match is null ? WebhookVerification.Refuse(fault, signatureField, time) : WebhookVerification.Accept(match, timestampField, time, now, tolerance);
    }

    internal override WebhookMessage Describe(IWebhookHeaders headers, ReadOnlySpan<byte> body)
    {
        headers.Find(idField, out var id);
        return new(id, BodyFields.Text(body, "type"u8), $"id:{id}");
    }

    private static WebhookFault Match(
        ReadOnlySpan<char> signatures, ReadOnlySpan<IWebhookVerificationKey> keys, SignedContent content, out IWebhookVerificationKey? match)
    {
        var isKnown = false;
        foreach (var key in keys)
        {
            if (key.SignatureLength > LongestSignature || !HasVersion(signatures, key.Version))
                continue;
            isKnown = true;
            if (key is WebhookSecret secret ? Matches(signatures, secret, content) : Matches(signatures, key, content))
            {
                match = key;
                return WebhookFault.None;
            }
        }
        match = null;
        return isKnown ? WebhookFault.SignatureMismatch : WebhookFault.NoKnownVersion;
    }

    private static bool HasVersion(ReadOnlySpan<char> signatures, string version)
    {
        if (IsOf(signatures, version))
            return true;
        foreach (var part in signatures.Split(' '))
        {
            if (IsOf(signatures[part], version))
                return true;
        }
        return false;
    }

    private static bool IsOf(ReadOnlySpan<char> signature, string version) =>
        signature.Length > version.Length && signature[version.Length] == ',' && signature.StartsWith(version, StringComparison.Ordinal);

    /// <summary>The MAC is computed once, however many signatures there are to compare it with.</summary>
    private static bool Matches(ReadOnlySpan<char> signatures, WebhookSecret secret, SignedContent content)
    {
        Span<byte> expected = stackalloc byte[HmacSha256Key.MacLength];
        Span<byte> given = stackalloc byte[HmacSha256Key.MacLength];
        secret.Sign(content, expected);
        var isMatch = false;
        foreach (var part in signatures.Split(' '))
        {
            var signature = signatures[part];
            if (IsOf(signature, secret.Version) && SignatureText.TryDecodeBase64(signature[(secret.Version.Length + 1)..], given))
                isMatch |= CryptographicOperations.FixedTimeEquals(expected, given);
        }
        return isMatch;
    }

    private static bool Matches(ReadOnlySpan<char> signatures, IWebhookVerificationKey key, SignedContent content)
    {
        Span<byte> given = stackalloc byte[LongestSignature];
        given = given[..key.SignatureLength];
        var tries = 0;
        foreach (var part in signatures.Split(' '))
        {
            var signature = signatures[part];
            if (!IsOf(signature, key.Version) || !SignatureText.TryDecodeBase64(signature[(key.Version.Length + 1)..], given))
                continue;
            if (key.Verify(content, given))
                return true;
            if (++tries == MostTriesOfPublicKey)
                return false;
        }
        return false;
    }
}
