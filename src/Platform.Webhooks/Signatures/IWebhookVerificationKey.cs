namespace Platform.Webhooks.Signatures;

/// <summary>What verifies: a secret that both sides know, or a public key. Safe for use by several threads at once.</summary>
public interface IWebhookVerificationKey
{
    /// <summary>The signature identifier of Standard Webhooks: <c>v1</c> for HMAC-SHA256, <c>v1a</c> for Ed25519.</summary>
    string Version { get; }

    /// <summary>A name of the key that may be logged: it tells keys apart and tells nothing about them.</summary>
    string KeyId { get; }

    /// <summary>How many bytes a signature has.</summary>
    int SignatureLength { get; }

    /// <summary>Whether the signature is of this key and over this content. Takes the same time for every wrong signature of a keyed hash.</summary>
    /// <param name="content">What was signed.</param>
    /// <param name="signature">The signature: <see cref="SignatureLength"/> bytes.</param>
    /// <returns>Whether it is right.</returns>
    bool Verify(SignedContent content, ReadOnlySpan<byte> signature);
}
