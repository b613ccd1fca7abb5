using System.Security.Cryptography;

namespace Platform.Encryption.Erasing;

/// <summary>Signs with a key on P-256 of the .NET runtime: from a PEM file, a certificate, or a module behind one.</summary>
/// <param name="keyId">What the key is called in receipts.</param>
/// <param name="key">The private key. Not disposed with the signer.</param>
/// <remarks>Thread-safe: one at a time.</remarks>
public sealed class EcdsaReceiptSigner(string keyId, ECDsa key) : IReceiptSigner
{
    private readonly Lock _guard = new();
    private readonly ECDsa _key = Checked(key);

    /// <inheritdoc/>
    public string KeyId { get; } = string.IsNullOrWhiteSpace(keyId) ? throw new ArgumentException("A key has a name.", nameof(keyId)) : keyId;

    /// <inheritdoc/>
    public ValueTask<byte[]> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_guard)
            return new(_key.SignData(data.Span, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }

    private static ECDsa Checked(ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.KeySize == 256 ? key : throw new ArgumentException($"Receipts are signed with a key of 256 bits (P-256), not of {key.KeySize}.", nameof(key));
    }
}
