using System.Runtime.CompilerServices;
using Platform.Audit.Tiles;

namespace Platform.Audit.Tool.Sources;

/// <summary>Reads the records of a log, one after another.</summary>
internal static class RecordReading
{
    /// <param name="source">Where they are.</param>
    /// <param name="size">How many there are.</param>
    /// <param name="first">From this one on.</param>
    /// <param name="end">Up to the one before this.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="TileException">A bundle is missing or cut off.</exception>
    public static async IAsyncEnumerable<(long Index, ReadOnlyMemory<byte> Record)> ReadAsync(
        ITileSource source, long size, long first, long end, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var at = first; at < Math.Min(end, size);)
        {
            var bundle = at / TileAddress.FullWidth;
            var start = bundle * TileAddress.FullWidth;
            var address = TileAddress.Entries(bundle, (int)Math.Min(TileAddress.FullWidth, size - start));
            foreach (var record in await ReadBundleAsync(source, address, cancellationToken).ConfigureAwait(false))
            {
                if (start >= first && start < end)
                    yield return (start, record);
                start++;
            }
            at = start;
        }
    }

    private static async Task<List<ReadOnlyMemory<byte>>> ReadBundleAsync(ITileSource source, TileAddress address, CancellationToken cancellationToken)
    {
        var bytes = await source.ReadAsync(address, cancellationToken).ConfigureAwait(false);
        // A log may delete what is partial once it is full.
        if (bytes.IsEmpty && address.IsPartial)
            bytes = await source.ReadAsync(address.Full, cancellationToken).ConfigureAwait(false);
        if (bytes.IsEmpty)
            throw new TileException("It is missing.", address);
        List<ReadOnlyMemory<byte>> records = [];
        var entries = new EntryBundle(bytes.Span);
        while (records.Count < address.Width && entries.TryRead(out var entry))
            records.Add(entry.ToArray());
        return records.Count == address.Width ? records : throw new TileException("It ends before its last entry.", address);
    }
}
