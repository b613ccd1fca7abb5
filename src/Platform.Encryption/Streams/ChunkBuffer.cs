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
    public async ValueTask FillAsync(Stream source, int most, CancellationToken cancellationToken) =>
        Length = await source.ReadAtLeastAsync(Bytes.AsMemory(0, most), most, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);

    public void Return()
    {
        CryptographicOperations.ZeroMemory(Bytes);
        ArrayPool<byte>.Shared.Return(Bytes);
    }
}
