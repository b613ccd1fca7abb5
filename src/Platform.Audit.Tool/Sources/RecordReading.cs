using System.Runtime.CompilerServices;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;

namespace Platform.Audit.Tool.Sources;

/// <summary>Reads the records of a log, one after another.</summary>
internal static class RecordReading
{
    /// <summary>Reads records. Those that are under a root are handed out when it is proven that they are, a bundle at a time.</summary>
    /// <param name="source">Where they are.</param>
    /// <param name="size">How many there are.</param>
    /// <param name="root">The root over them, from a checkpoint; <see langword="null"/>: they are believed.</param>
    /// <param name="first">From this one on.</param>
    /// <param name="end">Up to the one before this.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="TileException">A bundle is missing or cut off.</exception>
    /// <exception cref="ToolException">Records of a bundle, or hashes beside their way to the root, are not those that were signed.</exception>
    public static async IAsyncEnumerable<(long Index, ReadOnlyMemory<byte> Record)> ReadAsync(
        ITileSource source, long size, TreeHash? root, long first, long end, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = new TileReader(source, size);
        for (var at = first; at < Math.Min(end, size);)
        {
            var bundle = at / TileAddress.FullWidth;
            var start = bundle * TileAddress.FullWidth;
            var records = await reader.ReadBundleAsync(bundle, cancellationToken).ConfigureAwait(false);
            if (root is { } signed && !await reader.IsSignedAsync(bundle, records, signed, cancellationToken).ConfigureAwait(false))
            {
                throw new ToolException(
                    FormattableString.Invariant($"records {start} to {start + records.Count - 1} are not proven to be those that were signed; verify names what was changed"), ExitCodes.NotIntact);
            }
            foreach (var record in records)
            {
                if (start >= first && start < end)
                    yield return (start, record);
                start++;
            }
            at = start;
        }
    }
}
