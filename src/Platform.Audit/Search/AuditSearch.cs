using Platform.Audit.Stores;
using Platform.Audit.Tiles;

namespace Platform.Audit.Search;

/// <summary>
/// Searches a log. The index is brought up to date by whoever searches, so that whoever appends pays nothing for it; and what it says is looked up in the log, so that
/// an index that was tampered with can hide, but not show, what was never recorded. Who must not overlook anything has the log itself read.
/// </summary>
internal sealed class AuditSearch(IAuditSearchStore store, Func<CancellationToken, ValueTask<AuditStoreState>> readState) : IDisposable
{
    private const int BundlesAtOnce = 8;

    private readonly SemaphoreSlim _indexing = new(1);
    private bool _isKnownWhole;

    /// <returns>A page, where the next begins, and how the store stood when it was looked for.</returns>
    public async ValueTask<(List<AuditEntry> Entries, long? Next, AuditStoreState State)> SearchAsync(AuditQuery query, AuditStoreState state, CancellationToken cancellationToken)
    {
        while (true)
        {
            AuditStoreState now;
            try
            {
                var page = query.IsExhaustive
                    ? await ScanAsync(query, state.KeptFrom, state.Size, cancellationToken).ConfigureAwait(false)
                    : await FindAsync(query, state, cancellationToken).ConfigureAwait(false);
                if (page is var (entries, next) && entries.Count > 0)
                    return (entries, next, state);
                now = await readState(cancellationToken).ConfigureAwait(false);
                // Of a log that has gone on meanwhile, all that there was may have been dropped.
                if (page is not null && now.KeptFrom < Math.Max(1, state.Size))
                    return ([], null, state);
            }
            catch (AuditIntegrityException)
            {
                // What is missing may have been dropped meanwhile: then it is looked for once more, without it.
                now = await readState(cancellationToken).ConfigureAwait(false);
                if (now.KeptFrom == state.KeptFrom)
                    throw;
            }
            state = now;
        }
    }

    /// <returns><see langword="null"/> where somebody has emptied the index meanwhile, so that what was found may not be all.</returns>
    private async ValueTask<(List<AuditEntry> Entries, long? Next)?> FindAsync(AuditQuery query, AuditStoreState state, CancellationToken cancellationToken)
    {
        var size = state.Size;
        await CatchUpAsync(size, cancellationToken).ConfigureAwait(false);
        var found = await store.SearchAsync(query, size, query.PageSize + 1, cancellationToken).ConfigureAwait(false);
        if (found is null)
            return null;
        if (found.Any(index => index < state.KeptFrom))
        {
            // Somebody has indexed what was dropped at that moment.
            await RebuildAsync(size, cancellationToken).ConfigureAwait(false);
            return null;
        }
        var reader = new EntryReader(store, size);
        List<AuditEntry> entries = [];
        foreach (var index in found.Take(query.PageSize))
        {
            var record = await reader.ReadAsync(index, cancellationToken).ConfigureAwait(false);
            var entry = IndexEntries.Of(index, record.Span);
            if (IndexEntries.Matches(query, entry))
                entries.Add(new AuditEntry(index, record, default));
            // Which letters are the same is another matter in each edition of Unicode: words that do not fit are no sign of a hand in the index.
            else if (!IndexEntries.Matches(query with { Text = null }, entry))
                throw new AuditIntegrityException($"The search index says that record {index} is what was looked for, and it is not: the index was changed or is damaged. RebuildIndexAsync makes it again.");
        }
        return (entries, found.Count > query.PageSize ? found[query.PageSize - 1] : null);
    }

    /// <summary>Empties the index and makes it again.</summary>
    public async ValueTask RebuildAsync(long size, CancellationToken cancellationToken)
    {
        await _indexing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await store.ClearIndexAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _indexing.Release();
        }
        await CatchUpAsync(size, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _indexing.Dispose();

    /// <summary>Reads the log from where the page begins until it is full.</summary>
    private async ValueTask<(List<AuditEntry> Entries, long? Next)?> ScanAsync(AuditQuery query, long keptFrom, long size, CancellationToken cancellationToken)
    {
        var reader = new EntryReader(store, size);
        List<AuditEntry> entries = [];
        var step = query.OldestFirst ? 1 : -1;
        var first = query.OldestFirst ? Math.Max((query.After ?? -1) + 1, keptFrom) : Math.Min(query.After ?? size, size) - 1;
        for (var index = first; index >= keptFrom && index < size; index += step)
        {
            var record = await reader.ReadAsync(index, cancellationToken).ConfigureAwait(false);
            if (!IndexEntries.Matches(query, IndexEntries.Of(index, record.Span)))
                continue;
            if (entries.Count == query.PageSize)
                return (entries, entries[^1].Index);
            entries.Add(new AuditEntry(index, record, default));
        }
        return (entries, null);
    }

    private async ValueTask CatchUpAsync(long size, CancellationToken cancellationToken)
    {
        var indexed = await store.ReadIndexedAsync(cancellationToken).ConfigureAwait(false);
        if (_isKnownWhole && indexed == size)
            return;
        await _indexing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Others may have come further than the log was when it was looked at, but never further than it is.
            indexed = await store.ReadIndexedAsync(cancellationToken).ConfigureAwait(false);
            var isBeyond = indexed > size && indexed > (await store.ReadStateAsync(cancellationToken).ConfigureAwait(false)).Size;
            if (isBeyond || (!_isKnownWhole && !await store.IsIndexWholeAsync(cancellationToken).ConfigureAwait(false)))
                await store.ClearIndexAsync(cancellationToken).ConfigureAwait(false);
            _isKnownWhole = true;
            // Another process may be at it too: whatever is there already is left out.
            for (indexed = await store.ReadIndexedAsync(cancellationToken).ConfigureAwait(false); indexed < size; indexed = await store.ReadIndexedAsync(cancellationToken).ConfigureAwait(false))
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
