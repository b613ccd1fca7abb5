using Platform.Audit.Stores;
using Platform.Audit.Tiles;

namespace Platform.Audit.Search;

/// <summary>
/// Searches a log. The index is brought up to date by whoever searches, so that whoever appends pays nothing for it; and what it says is looked up in the log, so that
/// an index that was tampered with can hide, but not show, what was never recorded.
/// </summary>
internal sealed class AuditSearch(IAuditSearchStore store) : IDisposable
{
    private const int BundlesAtOnce = 8;

    private readonly SemaphoreSlim _indexing = new(1);

    public async ValueTask<(List<AuditEntry> Entries, long? Next)> SearchAsync(AuditQuery query, long size, CancellationToken cancellationToken)
    {
        await CatchUpAsync(size, cancellationToken).ConfigureAwait(false);
        var found = await store.SearchAsync(query, size, query.PageSize + 1, cancellationToken).ConfigureAwait(false);
        var reader = new EntryReader(store, size);
        List<AuditEntry> entries = [];
        foreach (var index in found.Take(query.PageSize))
        {
            var record = await reader.ReadAsync(index, cancellationToken).ConfigureAwait(false);
            if (!IndexEntries.Matches(query, IndexEntries.Of(index, record.Span)))
                throw new AuditIntegrityException($"The search index says that record {index} is what was looked for, and it is not: the index was changed or is damaged. It can be deleted; it is made again.");
            entries.Add(new AuditEntry(index, record, default));
        }
        return (entries, found.Count > query.PageSize ? entries[^1].Index : null);
    }

    public void Dispose() => _indexing.Dispose();

    private async ValueTask CatchUpAsync(long size, CancellationToken cancellationToken)
    {
        if (await store.ReadIndexedAsync(cancellationToken).ConfigureAwait(false) >= size)
            return;
        await _indexing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Another process may be at it too: whatever is there already is left out.
            for (var indexed = await store.ReadIndexedAsync(cancellationToken).ConfigureAwait(false); indexed < size; indexed = await store.ReadIndexedAsync(cancellationToken).ConfigureAwait(false))
                await store.IndexAsync(await ReadAsync(indexed, size, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _indexing.Release();
        }
    }

    private async ValueTask<List<AuditIndexEntry>> ReadAsync(long first, long size, CancellationToken cancellationToken)
    {
        var reader = new EntryReader(store, size);
        List<AuditIndexEntry> entries = [];
        var end = Math.Min(size, (first / TileAddress.FullWidth + BundlesAtOnce) * TileAddress.FullWidth);
        for (var index = first; index < end; index++)
            entries.Add(IndexEntries.Of(index, (await reader.ReadAsync(index, cancellationToken).ConfigureAwait(false)).Span));
        return entries;
    }

    /// <summary>Reads entries, and each bundle of them once as long as they are near each other.</summary>
    private sealed class EntryReader(IAuditStore store, long size)
    {
        private readonly Dictionary<long, List<ReadOnlyMemory<byte>>> _bundles = [];

        public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(long index, CancellationToken cancellationToken)
        {
            var (bundle, offset) = Math.DivRem(index, TileAddress.FullWidth);
            if (!_bundles.TryGetValue(bundle, out var entries))
            {
                var width = (int)Math.Min(TileAddress.FullWidth, size - bundle * TileAddress.FullWidth);
                entries = Split(await store.ReadAsync(TileAddress.Entries(bundle, width), cancellationToken).ConfigureAwait(false), width, bundle);
                if (_bundles.Count >= 64)
                    _bundles.Clear();
                _bundles.Add(bundle, entries);
            }
            return entries[(int)offset];
        }

        private static List<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> bytes, int width, long bundle)
        {
            var entries = new EntryBundle(bytes.Span);
            List<ReadOnlyMemory<byte>> split = [];
            while (entries.TryRead(out var entry))
                split.Add(entry.ToArray());
            return split.Count == width && entries.IsAtEnd
                ? split
                : throw new AuditIntegrityException($"Records from {bundle * TileAddress.FullWidth} on are missing in the store, or damaged.");
        }
    }
}
