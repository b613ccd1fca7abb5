namespace Platform.Encryption.Engines;

/// <summary>A key of AES-256-GCM (NIST SP 800-38D), prepared by an <see cref="EncryptionEngine"/>: 12-byte nonces, 16-byte tags behind the ciphertext.</summary>
/// <remarks>Used by one thread at a time. Disposing it zeroes the prepared key.</remarks>
public abstract class GcmKey : IDisposable
{
    /// <summary>Encrypts.</summary>
    /// <param name="nonce">12 bytes.</param>
    /// <param name="plaintext">What to encrypt. May be the beginning of <paramref name="ciphertextAndTag"/> itself, and overlaps it in no other way.</param>
    /// <param name="ciphertextAndTag">Exactly 16 bytes longer than <paramref name="plaintext"/>.</param>
    /// <param name="additionalData">What is authenticated and not encrypted.</param>
    protected internal abstract void Encrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> ciphertextAndTag, ReadOnlySpan<byte> additionalData);

    /// <summary>Checks the tag in constant time and decrypts.</summary>
    /// <param name="nonce">12 bytes.</param>
    /// <param name="ciphertextAndTag">At least 16 bytes.</param>
    /// <param name="plaintext">Exactly 16 bytes shorter than <paramref name="ciphertextAndTag"/>. May be its beginning, and overlaps it in no other way; cleared when the tag is wrong.</param>
    /// <param name="additionalData">What was given to <see cref="Encrypt"/>.</param>
    /// <returns><see langword="false"/> if the tag is wrong.</returns>
    protected internal abstract bool TryDecrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertextAndTag, Span<byte> plaintext, ReadOnlySpan<byte> additionalData);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Zeroes the prepared key.</summary>
    /// <param name="disposing">Always <see langword="true"/>: there is no finalizer.</param>
    protected abstract void Dispose(bool disposing);
}
