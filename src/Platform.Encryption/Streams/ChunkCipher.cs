using System.Buffers.Binary;
using System.Security.Cryptography;
using Platform.Encryption.Engines;
using Platform.Encryption.Formats;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Streams;

/// <summary>The chunks of one stream. Its key belongs to the header, the place and the data key, so a nonce need only count. Used by one thread at a time; disposed by any.</summary>
internal sealed class ChunkCipher : IDisposable
{
    private const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int IndexOffset = 3;

    private readonly Lock _guard = new();
    private readonly GcmKey _key;
    private readonly LoadedKeys? _owner;
    private volatile bool _disposed;

    /// <param name="key">The data key.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="header">The header of the stream.</param>
    /// <param name="address">The place of the stream.</param>
    /// <param name="owner">Whose keys they are: when they are shredded, this one goes too.</param>
    public ChunkCipher(DataKey key, EncryptionEngine engine, ReadOnlySpan<byte> header, ReadOnlySpan<byte> address, LoadedKeys? owner = null)
    {
        Span<byte> streamKey = stackalloc byte[KeyLength];
        Span<byte> chunkKey = stackalloc byte[KeyLength];
        try
        {
            key.Derive(KeyDerivation.StreamInfo, streamKey);
            KeyDerivation.Expand(streamKey, [.. KeyDerivation.ChunkInfo, .. header, .. address], chunkKey);
            _key = engine.CreateKey(chunkKey);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(streamKey);
            CryptographicOperations.ZeroMemory(chunkKey);
        }

        _owner = owner;
        try
        {
            owner?.Open(this);
        }
        catch
        {
            _key.Dispose();
            throw;
        }
    }

    public bool IsDisposed => _disposed;

    /// <summary>An address as bytes, for what goes on after the caller's span is gone.</summary>
    public static byte[] Encode(CellAddress address)
    {
        var encoded = new byte[address.EncodedLength];
        address.Encode(encoded);
        return encoded;
    }

    /// <exception cref="ObjectDisposedException">The keys are gone, or were not confirmed for too long.</exception>
    public void SealInPlace(long index, bool isLast, byte[] buffer, int length)
    {
        _owner?.Use.ThrowIfOver();
        lock (_guard)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(StreamCipher));
            _key.Encrypt(NonceOf(index, isLast, stackalloc byte[NonceLength]), buffer.AsSpan(0, length), buffer.AsSpan(0, length + SealedFormat.TagLength), default);
        }
    }

    /// <returns>The length of the plaintext.</returns>
    /// <exception cref="SealedValueException">The chunk is not this one of this stream.</exception>
    public int OpenInPlace(long index, bool isLast, byte[] buffer, int sealedLength)
    {
        var length = sealedLength - SealedFormat.TagLength;
        lock (_guard)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(StreamCipher));

            // An empty chunk behind others would be a second form of the same stream.
            if (length >= 0 && (length > 0 || index == 0)
                && _key.TryDecrypt(NonceOf(index, isLast, stackalloc byte[NonceLength]), buffer.AsSpan(0, sealedLength), buffer.AsSpan(0, length), default))
            {
                return length;
            }
        }
        _owner?.Use.CountRefusal(OpenResult.NotAuthentic);
        throw new SealedValueException(OpenResult.NotAuthentic);
    }

    public void Dispose()
    {
        lock (_guard)
        {
            if (_disposed)
                return;
            _disposed = true;
            _key.Dispose();
        }
        _owner?.Close(this);
    }

    private static Span<byte> NonceOf(long index, bool isLast, Span<byte> nonce)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt64BigEndian(nonce[IndexOffset..], index);
        nonce[^1] = isLast ? (byte)1 : (byte)0;
        return nonce;
    }
}
