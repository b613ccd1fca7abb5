using System.Security.Cryptography;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Xaes;

/// <summary>
/// The key derivation of XAES-256-GCM (C2SP XAES-256-GCM, "Overview"): a CMAC-based KDF (NIST SP 800-108) that makes the key of GCM
/// from the first half of the nonce. Used by one thread at a time.
/// </summary>
internal sealed class XaesDerivation : IDisposable
{
    public const int PrefixLength = 12;
    private const int BlockLength = 16;

    private readonly ICryptoTransform _encryptor;
    private readonly SecretBytes _subkey = new(BlockLength);

    // What the transform reads and writes. Pinned, because the second one holds a derived key for a moment.
    private readonly byte[] _input = GC.AllocateArray<byte>(2 * BlockLength, pinned: true);
    private readonly byte[] _output = GC.AllocateArray<byte>(2 * BlockLength, pinned: true);

    public XaesDerivation(ReadOnlySpan<byte> key)
    {
        using var aes = Aes.Create();
        aes.Mode = CipherMode.ECB;
        aes.Padding = PaddingMode.None;
        aes.SetKey(key);
        _encryptor = aes.CreateEncryptor();

        // L = AES(0), K1 = L doubled in GF(2^128): the first subkey of CMAC (SP 800-38B, section 6.1), the same for every nonce.
        _encryptor.TransformBlock(_input, 0, BlockLength, _output, 0);
        _output.AsSpan(0, BlockLength).CopyTo(_subkey.Span);
        FieldDoubling.Double(_subkey.Span);
        CryptographicOperations.ZeroMemory(_output);
    }

    /// <param name="prefix">The first 12 bytes of the nonce.</param>
    /// <param name="key">Receives the 32 bytes of the key of GCM.</param>
    public void Derive(ReadOnlySpan<byte> prefix, Span<byte> key)
    {
        var subkey = _subkey.Span;
        for (var half = 0; half < 2; half++)
        {
            // M1 = 00 01 'X' 00 || prefix, M2 = 00 02 'X' 00 || prefix.
            var block = _input.AsSpan(half * BlockLength, BlockLength);
            block[0] = 0;
            block[1] = (byte)(half + 1);
            block[2] = (byte)'X';
            block[3] = 0;
            prefix.CopyTo(block[4..]);
            for (var i = 0; i < BlockLength; i++)
                block[i] ^= subkey[i];
        }

        _encryptor.TransformBlock(_input, 0, 2 * BlockLength, _output, 0);
        _output.CopyTo(key);
        CryptographicOperations.ZeroMemory(_output);
    }

    public void Dispose()
    {
        _encryptor.Dispose();
        _subkey.Dispose();
        CryptographicOperations.ZeroMemory(_input);
        CryptographicOperations.ZeroMemory(_output);
    }
}
