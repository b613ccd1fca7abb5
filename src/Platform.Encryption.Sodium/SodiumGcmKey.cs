using System.Security.Cryptography;
using NSec.Cryptography;
using Platform.Encryption.Engines;

namespace Platform.Encryption.Sodium;

internal sealed class SodiumGcmKey(ReadOnlySpan<byte> key) : GcmKey
{
    private readonly Key _key = Key.Import(AeadAlgorithm.Aes256Gcm, key, KeyBlobFormat.RawSymmetricKey);

    protected override void Encrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> ciphertextAndTag, ReadOnlySpan<byte> additionalData) =>
        AeadAlgorithm.Aes256Gcm.Encrypt(_key, nonce, additionalData, plaintext, ciphertextAndTag);

    protected override bool TryDecrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertextAndTag, Span<byte> plaintext, ReadOnlySpan<byte> additionalData)
    {
        if (AeadAlgorithm.Aes256Gcm.Decrypt(_key, nonce, additionalData, ciphertextAndTag, plaintext))
            return true;

        // Decrypted in place, the buffer may still hold what was to be decrypted; a refusal leaves nothing.
        CryptographicOperations.ZeroMemory(plaintext);
        return false;
    }

    protected override void Dispose(bool disposing) => _key.Dispose();
}
