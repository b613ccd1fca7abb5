using System.Numerics;
using Platform.Encryption.Formats;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Siv;

/// <summary>
/// One data key as deterministic fields use it. A prepared AES-SIV is used by one thread at a time, so threads take one out of a slot and put it
/// back; one that finds the slots empty makes another, and one too many is disposed.
/// </summary>
internal sealed class DeterministicKey : IDisposable
{
    private const int KeyLength = 64;

    private readonly Lock _guard = new();
    private readonly SecretBytes _secret = new(KeyLength);
    private readonly AesSiv?[] _slots = new AesSiv?[BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount)];
    private readonly byte[] _header = new byte[SealedFormat.HeaderLength];
    private volatile bool _disposed;

    /// <param name="key">The data key.</param>
    /// <param name="suite">What stands in the headers of values that this key seals.</param>
    public DeterministicKey(DataKey key, byte suite)
    {
        Id = key.Id;
        key.Derive(KeyDerivation.DeterministicInfo, _secret.Span);
        SealedFormat.WriteHeader(_header, suite, key.Id);
    }

    public KeyId Id { get; }

    public ReadOnlySpan<byte> Header => _header;

    public void Encrypt(ReadOnlySpan<byte> header, ColumnAddress column, ReadOnlySpan<byte> plaintext, Span<byte> ivAndCiphertext)
    {
        var siv = Rent();
        try
        {
            siv.Encrypt(header, column.Encoded, plaintext, ivAndCiphertext);
        }
        catch
        {
            siv.Dispose();
            throw;
        }
        Return(siv);
    }

    public bool TryDecrypt(ReadOnlySpan<byte> header, ColumnAddress column, ReadOnlySpan<byte> ivAndCiphertext, Span<byte> plaintext)
    {
        var siv = Rent();
        bool isAuthentic;
        try
        {
            isAuthentic = siv.TryDecrypt(header, column.Encoded, ivAndCiphertext, plaintext);
        }
        catch
        {
            siv.Dispose();
            throw;
        }
        Return(siv);
        return isAuthentic;
    }

    public void Dispose()
    {
        lock (_guard)
        {
            _disposed = true;
            _secret.Dispose();
        }
        DisposeSlots();
    }

    private AesSiv Rent()
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(DeterministicFieldCipher));
        var home = Environment.CurrentManagedThreadId;
        for (var i = 0; i < _slots.Length; i++)
        {
            ref var slot = ref _slots[(home + i) & (_slots.Length - 1)];
            if (slot is not null && Interlocked.Exchange(ref slot, null) is { } siv)
                return siv;
        }

        lock (_guard)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(DeterministicFieldCipher));
            return new AesSiv(_secret.Span);
        }
    }

    private void Return(AesSiv siv)
    {
        var home = Environment.CurrentManagedThreadId;
        for (var i = 0; i < _slots.Length; i++)
        {
            ref var slot = ref _slots[(home + i) & (_slots.Length - 1)];
            if (slot is null && Interlocked.CompareExchange(ref slot, siv, null) is null)
            {
                // Dispose may have emptied the slots between our renting and our putting back.
                if (_disposed)
                    DisposeSlots();
                return;
            }
        }
        siv.Dispose();
    }

    private void DisposeSlots()
    {
        for (var i = 0; i < _slots.Length; i++)
            Interlocked.Exchange(ref _slots[i], null)?.Dispose();
    }
}
