using System.Buffers;
using System.Security.Cryptography;
using Platform.Encryption.Formats;

namespace Platform.Encryption.Streams;

/// <summary>Room for one chunk and its tag. Wiped when it is returned, because plaintext was in it.</summary>
internal sealed class ChunkBuffer
{
    private ChunkBuffer(byte[] bytes) => Bytes = bytes;

    public byte[] Bytes { get; }

    public int Length { get; private set; }

    public static ChunkBuffer Rent() => new(ArrayPool<byte>.Shared.Rent(SealedFormat.SealedChunkLength));

    /// <summary>Reads until there are <paramref name="most"/> bytes or the source has ended, however little it gives at a time.</summary>
    public ValueTask FillAsync(Stream source, int most, CancellationToken cancellationToken) => FillAsync(source, most, read: default, cancellationToken);

    /// <summary>The same, behind what was read from the source already.</summary>
    public async ValueTask FillAsync(Stream source, int most, ReadOnlyMemory<byte> read, CancellationToken cancellationToken)
    {
        read.CopyTo(Bytes);
        var room = Bytes.AsMemory(read.Length, most - read.Length);
        Length = read.Length + await source.ReadAtLeastAsync(room, room.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
    }

    public void Return()
    {
        CryptographicOperations.ZeroMemory(Bytes);
        ArrayPool<byte>.Shared.Return(Bytes);
    }
}
