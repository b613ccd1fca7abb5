using System.Security.Cryptography;

namespace Platform.Benchmarks.Encryption;

/// <summary>The bare primitive on a kept instance: no header, no nonce of its own, and nothing bound.</summary>
internal sealed class AesGcmWork : IDisposable
{
    private readonly AesGcm _aes = new(RandomNumberGenerator.GetBytes(32), 16);
    private readonly byte[] _nonce = new byte[12];
    private readonly byte[] _ciphertext = new byte[64];
    private readonly byte[] _tag = new byte[16];
    private readonly byte[] _text = new byte[64];

    public AesGcmWork() => Encrypt();

    public AesGcmWork Encrypt()
    {
        _aes.Encrypt(_nonce, FieldWork.Plaintext, _ciphertext, _tag);
        return this;
    }

    public byte[] Decrypt()
    {
        _aes.Decrypt(_nonce, _ciphertext, _tag, _text);
        return _text;
    }

    public string DecryptedText() => Convert.ToHexString(Decrypt());

    public void Dispose() => _aes.Dispose();
}
