using Platform.Audit.Search;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;

namespace Platform.Audit.Inspection;

/// <summary>Compares the index with the records that it was made from. What it says is never believed; what it leaves out is not found.</summary>
internal sealed class IndexInspection(IAuditInspectedStore store, Findings findings)
{
    public async Task InspectAsync(long keptFrom, long size, CancellationToken cancellationToken)
    {
        var indexed = await ((IAuditSearchStore)store).ReadIndexedAsync(cancellationToken).ConfigureAwait(false);
        if (indexed > size && indexed > (await store.ReadStateAsync(cancellationToken).ConfigureAwait(false)).Size)
            findings.Add("index", indexed - 1, $"the index has an entry of record {indexed - 1}, which there is not");
        for (var first = keptFrom; first < Math.Min(indexed, size); first += TileAddress.FullWidth)
        {
            var end = Math.Min(Math.Min(indexed, size), first + TileAddress.FullWidth);
            var rows = (await store.ReadIndexRowsAsync(first, end, cancellationToken).ConfigureAwait(false)).ToDictionary(static row => row.Index);
            // An engine that gives no words back gives none of any row.
            var hasWords = rows.Values.Any(static row => row.Words.Length > 0);
            foreach (var record in await store.ReadRecordRowsAsync(first, end, cancellationToken).ConfigureAwait(false))
                Compare(IndexEntries.Of(record.Index, record.Record.Span), rows.GetValueOrDefault(record.Index), hasWords);
        }
        foreach (var stray in await store.ReadIndexRowsAsync(long.MinValue, keptFrom, cancellationToken).ConfigureAwait(false))
            findings.Add("index", stray.Index, $"the index has an entry of record {stray.Index}, which there is not");
    }

    private void Compare(AuditIndexEntry expected, AuditIndexEntry? row, bool hasWords)
    {
        if (row is null)
            findings.Add("index", expected.Index, $"record {expected.Index} is not in the index");
        else if ((hasWords ? row : row with { Words = expected.Words }) != expected)
            findings.Add("index", expected.Index, $"what the index says of record {expected.Index} is not what the record says");
    }
}
