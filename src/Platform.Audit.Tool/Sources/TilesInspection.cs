using Platform.Audit.Tiles;
using Platform.Audit.Tool.Trust;

namespace Platform.Audit.Tool.Sources;

/// <summary>Verifies public files: those that make up the tree, and in a folder also what lies beside them.</summary>
internal sealed class TilesInspection(LogSource source, SignedTree signed)
{
    private const string TileFolderName = "tile";

    /// <summary>How many files were looked at beside those of the tree.</summary>
    public long Files { get; private set; }

    public async Task<IReadOnlyList<string>> InspectAsync(CancellationToken cancellationToken)
    {
        List<string> faults = [];
        var found = await new TileVerifier(source.Tiles, signed.Size, signed.Root).VerifyAsync(cancellationToken).ConfigureAwait(false);
        if (!found.IsIntact)
            faults.Add(TileFaults.Describe(found));
        if (source.Folder is { } folder && Directory.Exists(Path.Combine(folder, TileFolderName)))
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, TileFolderName), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                Files++;
                if (await FindFaultAsync(folder, file, cancellationToken).ConfigureAwait(false) is { } fault)
                    faults.Add(fault);
            }
        }
        return faults;
    }

    /// <summary>
    /// The tree is verified with the widest tile of each place. The narrower ones, of earlier sizes, are beginnings of it. What is beyond the checkpoint nobody has signed yet; what is no tile does not belong there.
    /// </summary>
    private async Task<string?> FindFaultAsync(string folder, string file, CancellationToken cancellationToken)
    {
        var path = Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');
        if (!TileAddress.TryParse(path, out var address))
            return path.EndsWith(".writing", StringComparison.Ordinal) ? null : $"{path} is no tile";
        var count = CountAt(address.IsEntries ? 0 : address.Level, signed.Size);
        var width = (int)Math.Clamp(count - address.Index * TileAddress.FullWidth, 0, TileAddress.FullWidth);
        if (address.Width > width)
            return null;
        var bytes = await File.ReadAllBytesAsync(file, cancellationToken).ConfigureAwait(false);
        var widest = address.IsEntries ? TileAddress.Entries(address.Index, width) : TileAddress.Hashes(address.Level, address.Index, width);
        var whole = await source.Tiles.ReadAsync(widest, cancellationToken).ConfigureAwait(false);
        if (whole.IsEmpty)
            whole = await source.Tiles.ReadAsync(widest.Full, cancellationToken).ConfigureAwait(false);
        if (!whole.Span.StartsWith(bytes))
            return $"{path} is not the beginning of {widest}";
        return EndsWhole(address, bytes) ? null : $"{path} is cut off, or has more than belongs there";
    }

    private static long CountAt(int level, long size) => level * TileAddress.Height >= 63 ? 0 : size >> (level * TileAddress.Height);

    private static bool EndsWhole(TileAddress address, byte[] bytes)
    {
        if (!address.IsEntries)
            return bytes.Length == address.Width * Trees.TreeHash.Length;
        var entries = new EntryBundle(bytes);
        var count = 0;
        while (entries.TryRead(out _))
            count++;
        return count == address.Width && entries.IsAtEnd;
    }
}
