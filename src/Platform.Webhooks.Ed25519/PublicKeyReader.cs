using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.Ed25519;

/// <summary>Reads public keys where they stand in configuration.</summary>
internal sealed class PublicKeyReader : IWebhookKeyReader
{
    public string Prefix => WebhookKeyText.PublicKeyPrefix;

    public IWebhookVerificationKey Read(string text) => WebhookPublicKey.Parse(text);
}
