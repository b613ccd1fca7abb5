namespace Platform.Encryption.Erasing;

/// <summary>Signs receipts with a key that has nothing to do with what is encrypted: whoever verifies one reads nothing else.</summary>
public interface IReceiptSigner
{
    /// <summary>The name of the key, which stands in the receipt (<c>kid</c> of RFC 7515, section 4.1.4), so that who verifies knows which one to take.</summary>
    string KeyId { get; }

    /// <summary>Signs with ECDSA on P-256 and SHA-256: ES256 of RFC 7518, section 3.4.</summary>
    /// <param name="data">What is signed.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>64 bytes: R and S.</returns>
    ValueTask<byte[]> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken);
}
