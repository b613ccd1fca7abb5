using Platform.Audit.Checkpoints;
using Platform.Audit.Tiles;
using Platform.Audit.Tool.Trust;

namespace Platform.Audit.Tool.Sources;

/// <summary>A folder of public files that is continued from a log.</summary>
internal sealed class TilesCopy
{
    private readonly TileWriter _writer;

    private TilesCopy(TileWriter writer, SignedTree? before) => (_writer, Before) = (writer, before);

    /// <summary>The checkpoint that is in the folder.</summary>
    public SignedTree? Before { get; }

    /// <exception cref="ToolException">Its checkpoint is none, or not the log's.</exception>
    /// <exception cref="TileException">What is there is not what its checkpoint says.</exception>
    public static async Task<TilesCopy> OpenAsync(string folder, CheckpointPolicy? policy, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var tiles = new TileFolder(folder);
        var file = new FileInfo(Path.Combine(folder, "checkpoint"));
        if (await InputFile.TryReadAsync(file, cancellationToken).ConfigureAwait(false) is not { } note)
            return new TilesCopy(new TileWriter(tiles), null);
        var before = SignedTree.Read(note, file.FullName, policy);
        if (before.IsRefused)
            throw new ToolException(before.Describe(file.FullName), ExitCodes.NotIntact);
        return new TilesCopy(await TileWriter.OpenAsync(tiles, tiles, before.Size, before.Root, cancellationToken).ConfigureAwait(false), before);
    }

    /// <summary>Writes what is new. The checkpoint is for the caller to write, last: whoever has it asks for its tiles.</summary>
    /// <returns>What is wrong; <see langword="null"/> where the files are what was signed.</returns>
    public async Task<string?> WriteAsync(ITileSource source, SignedTree signed, CancellationToken cancellationToken)
    {
        try
        {
            // Only what is proven to be signed is written: what lies here must never have to be replaced.
            await foreach (var (_, record) in RecordReading.ReadAsync(source, signed.Size, signed.Root, _writer.Size, signed.Size, cancellationToken).ConfigureAwait(false))
                await _writer.AppendAsync(record, cancellationToken).ConfigureAwait(false);
        }
        catch (ToolException refusal) when (refusal.ExitCode == ExitCodes.NotIntact)
        {
            return refusal.Message;
        }
        if (_writer.Root != signed.Root)
            return "the records do not continue those that are in the folder";
        await _writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        return null;
    }
}
