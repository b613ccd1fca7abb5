using System.Security.Cryptography;
using System.Text;

namespace Platform.Webhooks.Endpoints;

/// <summary>
/// Seals with a key that dies with the process, as a store in memory does. For other stores it is refused at the start. Thread-safe.
/// </summary>
internal sealed class EphemeralSecretProtector : IWebhookSecretProtector, IDisposable
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <summary>Of the cipher, which is not thread-safe.</summary>
    private readonly Lock _lock = new();
    private readonly AesGcm _cipher = new(RandomNumberGenerator.GetBytes(32), TagLength);

    public ValueTask<byte[]> ProtectAsync(WebhookSecretOwner owner, ReadOnlyMemory<byte> secrets, CancellationToken cancellationToken)
    {
        var content = new byte[NonceLength + TagLength + secrets.Length];
        var nonce = content.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        lock (_lock)
        {
            _cipher.Encrypt(
                nonce, secrets.Span, content.AsSpan(NonceLength + TagLength), content.AsSpan(NonceLength, TagLength), AddressOf(owner));
        }
        return new(content);
    }

    public ValueTask<byte[]> UnprotectAsync(WebhookSecretOwner owner, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (content.Length < NonceLength + TagLength)
            throw new CryptographicException("These are no sealed secrets.");
        var opened = new byte[content.Length - NonceLength - TagLength];
        var bytes = content.Span;
        lock (_lock)
        {
            _cipher.Decrypt(
                bytes[..NonceLength], bytes[(NonceLength + TagLength)..], bytes.Slice(NonceLength, TagLength), opened, AddressOf(owner));
        }
        return new(opened);
    }

    public void Dispose() => _cipher.Dispose();

    /// <summary>Neither part has a space, so no two owners have the same.</summary>
    private static byte[] AddressOf(WebhookSecretOwner owner) => Encoding.UTF8.GetBytes($"{owner.Endpoint} {owner.Tenant}");
}
