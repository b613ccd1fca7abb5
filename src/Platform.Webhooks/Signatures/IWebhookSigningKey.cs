namespace Platform.Webhooks.Signatures;

/// <summary>What signs: a secret that both sides know, or the private half of a pair. Safe for use by several threads at once.</summary>
public interface IWebhookSigningKey
{
    /// <summary>The signature identifier of Standard Webhooks: <c>v1</c> for HMAC-SHA256, <c>v1a</c> for Ed25519.</summary>
    string Version { get; }

    /// <summary>A name of the key that may be logged: it tells keys apart and tells nothing about them.</summary>
    string KeyId { get; }

    /// <summary>How many bytes a signature has.</summary>
    int SignatureLength { get; }

    /// <summary>Signs.</summary>
    /// <param name="content">What is signed.</param>
    /// <param name="signature">Takes the signature: <see cref="SignatureLength"/> bytes.</param>
    void Sign(SignedContent content, Span<byte> signature);
}
