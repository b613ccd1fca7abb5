using System.Security.Cryptography;
using Platform.Encryption.Engines;
using Platform.Encryption.Formats;
using Platform.Encryption.Keys;
using Platform.Encryption.Streams;

namespace Platform.Encryption;

/// <summary>
/// Seals and opens files and blobs of any size in chunks of 64 KiB, in flat memory, with random access. Format:
/// docs/reference/encryption-format.md, suite 3.
/// </summary>
/// <remarks>
/// Thread-safe. It holds no keys of its own: each call derives what it needs and zeroes it. One that came from a <see cref="KeyLease"/> stops in the
/// middle of a stream when the keys are shredded, with <see cref="ObjectDisposedException"/>.
/// </remarks>
public sealed class StreamCipher
{
    private readonly Keyset _keys;
    private readonly EncryptionEngine _engine;
    private readonly LoadedKeys? _owner;

    /// <summary>Makes a cipher.</summary>
    /// <param name="keys">The keys; the primary seals, all open.</param>
    /// <param name="engine">Where AES-256-GCM comes from, or <see langword="null"/> for <see cref="EncryptionEngine.Bcl"/>.</param>
    public StreamCipher(Keyset keys, EncryptionEngine? engine = null)
        : this(keys, engine, owner: null)
    {
    }

    internal StreamCipher(Keyset keys, EncryptionEngine? engine, LoadedKeys? owner)
    {
        ArgumentNullException.ThrowIfNull(keys);
        _keys = keys;
        _engine = engine ?? EncryptionEngine.Bcl;
        _owner = owner;
    }

    /// <summary>How long a stream is when sealed: 66 bytes more, and 16 for each 64 KiB.</summary>
    /// <param name="plaintextLength">The length of the plaintext in bytes.</param>
    /// <returns>The exact length in bytes.</returns>
    /// <exception cref="OverflowException">The sealed stream would be longer than a stream can be.</exception>
    public static long GetSealedLength(long plaintextLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(plaintextLength);
        var chunks = Math.Max(1, plaintextLength / SealedFormat.ChunkLength + (plaintextLength % SealedFormat.ChunkLength == 0 ? 0 : 1));
        return checked(SealedFormat.StreamHeaderLength + plaintextLength + chunks * SealedFormat.TagLength);
    }

    /// <summary>Seals a stream.</summary>
    /// <param name="plaintext">Read from where it stands to its end.</param>
    /// <param name="destination">Receives the sealed stream. Not flushed or closed.</param>
    /// <param name="address">The place it is bound to.</param>
    /// <param name="cancellationToken">Stops; what was written until then does not open.</param>
    /// <returns>When all was written.</returns>
    /// <exception cref="ObjectDisposedException">The primary key was disposed.</exception>
    public Task SealAsync(Stream plaintext, Stream destination, CellAddress address, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plaintext);
        ArgumentNullException.ThrowIfNull(destination);
        var header = new byte[SealedFormat.StreamHeaderLength];
        SealedFormat.WriteHeader(header, SealedFormat.StreamSuite, _keys.Primary.Id);
        RandomNumberGenerator.Fill(header.AsSpan(SealedFormat.HeaderLength));
        var chunks = new ChunkCipher(_keys.Primary, _engine, header, ChunkCipher.Encode(address), _owner);
        return SealAsync(plaintext, destination, header, chunks, cancellationToken);
    }

    /// <summary>Opens a stream into another. A chunk is written only after it was checked.</summary>
    /// <param name="value">The sealed stream, read from where it stands to its end.</param>
    /// <param name="destination">Receives the plaintext. When the call throws, what was written is authentic and incomplete: throw it away.</param>
    /// <param name="address">The place it was read from.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>When all was written, the end included: nothing is missing.</returns>
    /// <exception cref="SealedValueException">It does not open, or not to its end.</exception>
    /// <exception cref="ObjectDisposedException">The key was disposed.</exception>
    public Task OpenAsync(Stream value, Stream destination, CellAddress address, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(destination);
        return OpenAsync(value, destination, ChunkCipher.Encode(address), cancellationToken);
    }

    /// <summary>Opens a stream for reading anywhere in it. Its end is checked before this returns, so its length is true.</summary>
    /// <param name="value">The sealed stream: can seek, begins at 0, is not used by others meanwhile, and is disposed with the result.</param>
    /// <param name="address">The place it was read from.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>A stream that can seek and cannot write. Used by one thread at a time. Reading a chunk that does not open throws <see cref="SealedValueException"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="value"/> cannot seek.</exception>
    /// <exception cref="SealedValueException">It does not open, or its end is missing.</exception>
    /// <exception cref="ObjectDisposedException">The key was disposed.</exception>
    public Task<Stream> OpenForRandomAccessAsync(Stream value, CellAddress address, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (!value.CanSeek)
            throw new ArgumentException("Random access needs a stream that can seek.", nameof(value));
        return OpenForRandomAccessAsync(value, ChunkCipher.Encode(address), cancellationToken);
    }

    private static async Task SealAsync(Stream plaintext, Stream destination, byte[] header, ChunkCipher chunks, CancellationToken cancellationToken)
    {
        using (chunks)
        {
            var (current, next) = (ChunkBuffer.Rent(), ChunkBuffer.Rent());
            try
            {
                await destination.WriteAsync(header, cancellationToken).ConfigureAwait(false);
                await current.FillAsync(plaintext, SealedFormat.ChunkLength, cancellationToken).ConfigureAwait(false);
                for (var index = 0L; ; index++)
                {
                    // Whether a chunk is the last is sealed into it, so one must look ahead.
                    await next.FillAsync(plaintext, SealedFormat.ChunkLength, cancellationToken).ConfigureAwait(false);
                    var isLast = next.Length == 0;
                    chunks.SealInPlace(index, isLast, current.Bytes, current.Length);
                    await destination.WriteAsync(current.Bytes.AsMemory(0, current.Length + SealedFormat.TagLength), cancellationToken).ConfigureAwait(false);
                    if (isLast)
                        return;
                    (current, next) = (next, current);
                }
            }
            finally
            {
                current.Return();
                next.Return();
            }
        }
    }

    private async Task OpenAsync(Stream value, Stream destination, byte[] address, CancellationToken cancellationToken)
    {
        var (chunks, read) = await ReadHeaderAsync(value, address, cancellationToken).ConfigureAwait(false);
        using var opening = chunks;
        var (current, next) = (ChunkBuffer.Rent(), ChunkBuffer.Rent());
        try
        {
            await current.FillAsync(value, SealedFormat.SealedChunkLength, read, cancellationToken).ConfigureAwait(false);
            for (var index = 0L; ; index++)
            {
                await next.FillAsync(value, SealedFormat.SealedChunkLength, cancellationToken).ConfigureAwait(false);
                var isLast = next.Length == 0;
                var length = chunks.OpenInPlace(index, isLast, current.Bytes, current.Length);
                await destination.WriteAsync(current.Bytes.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
                if (isLast)
                    return;
                (current, next) = (next, current);
            }
        }
        finally
        {
            current.Return();
            next.Return();
        }
    }

    private async Task<Stream> OpenForRandomAccessAsync(Stream value, byte[] address, CancellationToken cancellationToken)
    {
        value.Position = 0;
        var (chunks, _) = await ReadHeaderAsync(value, address, cancellationToken).ConfigureAwait(false);
        RandomAccessStream? opened = null;
        try
        {
            opened = new RandomAccessStream(value, chunks);
            await opened.CheckEndAsync(cancellationToken).ConfigureAwait(false);
            return opened;
        }
        catch
        {
            // The caller keeps the stream that did not open; only the key is ours to give up.
            opened?.Abandon();
            chunks.Dispose();
            throw;
        }
    }

    /// <returns>The cipher, and the first bytes behind the header, which were read too.</returns>
    private async Task<(ChunkCipher Chunks, ReadOnlyMemory<byte> Read)> ReadHeaderAsync(Stream value, byte[] address, CancellationToken cancellationToken)
    {
        // The first tag as well: a stream without a chunk is not one, and what that is must be told before any key is looked for.
        var start = new byte[SealedFormat.StreamHeaderLength + SealedFormat.TagLength];
        var read = await value.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        var result = SealedFormat.Recognize(start.AsSpan(0, read), SealedFormat.StreamSuite);
        if (result != OpenResult.Opened)
            throw new SealedValueException(result);
        var header = start[..SealedFormat.StreamHeaderLength];
        var key = _keys.Find(new KeyId(header.AsSpan(2))) ?? throw new SealedValueException(OpenResult.KeyNotFound);
        return (new ChunkCipher(key, _engine, header, address, _owner), start.AsMemory(SealedFormat.StreamHeaderLength));
    }
}
