using System.Security.Cryptography;

namespace Platform.Validation.DataSets.Checkpoints;

/// <summary>
/// The state of a run on disk: eight bytes of name and version, SHA-256 of the rest, the rest. Written beside and moved over, so that
/// there is always a whole one.
/// </summary>
internal static class CheckpointFile
{
    private static ReadOnlySpan<byte> Magic => "PVDS\0\0\0\u0002"u8;

    public static void Write(Stream stream, ReadOnlySpan<byte> state)
    {
        stream.Write(Magic);
        stream.Write(SHA256.HashData(state));
        stream.Write(state);
    }

    public static ReadOnlyMemory<byte> Read(Stream stream)
    {
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        var bytes = copy.GetBuffer().AsMemory(0, (int)copy.Length);
        if (bytes.Length < Magic.Length + SHA256.HashSizeInBytes || !bytes.Span.StartsWith(Magic))
            throw new CheckpointException("This is no checkpoint of a data set, or one of a newer version. Delete it to begin again.");
        var state = bytes[(Magic.Length + SHA256.HashSizeInBytes)..];
        return SHA256.HashData(state.Span).AsSpan().SequenceEqual(bytes.Span.Slice(Magic.Length, SHA256.HashSizeInBytes))
            ? state
            : throw new CheckpointException("The checkpoint is damaged. Delete it to begin again.");
    }

    public static async Task ReplaceAsync(string path, Action<Stream> write, CancellationToken cancellationToken)
    {
        var beside = path + ".new";
        var file = PrivateFile.Open(beside, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 1 << 16 });
        await using (file.ConfigureAwait(false))
        {
            write(file);
            await file.FlushAsync(cancellationToken).ConfigureAwait(false);
            file.Flush(flushToDisk: true);
        }
        File.Move(beside, path, overwrite: true);
    }
}
