using System.Security.Cryptography;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Siv;

/// <summary>One data key as deterministic fields use it. Threads wait for each other: a prepared AES is used by one at a time.</summary>
internal sealed class DeterministicKey : IDisposable
{
    private const int KeyLength = 64;

    private readonly Lock _guard = new();
    private readonly AesSiv _siv;
    private bool _disposed;

    public DeterministicKey(DataKey key)
    {
        Id = key.Id;
        Span<byte> derived = stackalloc byte[KeyLength];
        key.Derive(KeyDerivation.DeterministicInfo, derived);
        _siv = new AesSiv(derived);
        CryptographicOperations.ZeroMemory(derived);
    }

    public KeyId Id { get; }

    public void Encrypt(ReadOnlySpan<byte> header, ColumnAddress column, ReadOnlySpan<byte> plaintext, Span<byte> ivAndCiphertext)
    {
        lock (_guard)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(DeterministicFieldCipher));
            _siv.Encrypt(header, column.Encoded, plaintext, ivAndCiphertext);
        }
    }

    public bool TryDecrypt(ReadOnlySpan<byte> header, ColumnAddress column, ReadOnlySpan<byte> ivAndCiphertext, Span<byte> plaintext)
    {
        lock (_guard)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(DeterministicFieldCipher));
            return _siv.TryDecrypt(header, column.Encoded, ivAndCiphertext, plaintext);
        }
    }

    public void Dispose()
    {
        lock (_guard)
        {
            _disposed = true;
            _siv.Dispose();
        }
    }
}
