using System.Security.Cryptography;

namespace Platform.Encryption.Engines;

internal sealed class BclGcmKey(ReadOnlySpan<byte> key) : GcmKey
{
    private const int TagLength = 16;

    private readonly AesGcm _aes = new(key, TagLength);

    protected internal override void Encrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> ciphertextAndTag, ReadOnlySpan<byte> additionalData) =>
        _aes.Encrypt(nonce, plaintext, ciphertextAndTag[..^TagLength], ciphertextAndTag[^TagLength..], additionalData);

    protected internal override bool TryDecrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertextAndTag, Span<byte> plaintext, ReadOnlySpan<byte> additionalData)
    {
        try
        {
            _aes.Decrypt(nonce, ciphertextAndTag[..^TagLength], ciphertextAndTag[^TagLength..], plaintext, additionalData);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            // The runtime clears it too; the promise is ours and must not hang on that.
            CryptographicOperations.ZeroMemory(plaintext);
            return false;
        }
    }

    protected override void Dispose(bool disposing) => _aes.Dispose();
}
