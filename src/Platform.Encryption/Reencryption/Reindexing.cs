using System.Security.Cryptography;
using Platform.Encryption.Formats;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Reencryption;

/// <summary>Makes values of an index anew from the sealed values beside them.</summary>
internal static class Reindexing
{
    /// <summary>What takes the place of each row's index value; rows whose sealed value does not open are left out.</summary>
    public static async ValueTask<List<Replacement>> OfAsync(
        SealedColumn column, SealedColumnIndex index, ReencryptionKeys keys, IReadOnlyList<SealedRow> rows, CancellationToken cancellationToken)
    {
        // That of the column as it is now, whichever index of before the value is of.
        if (await keys.LeaseAsync(index.Index.ScopeFor(keys.Tenant), cancellationToken).ConfigureAwait(false) is not { } searching)
            return [];
        var indexer = searching.Indexer(index.Index);
        var found = await keys.PrefetchAsync([.. rows.Select(static row => row.Id).OfType<KeyId>().Distinct()], cancellationToken).ConfigureAwait(false);
        var gone = found.Gone.ToHashSet();
        var replacements = new List<Replacement>(rows.Count);
        foreach (var row in rows)
        {
            // What was erased, or has gone, is to be found no more.
            if (row.Sealed is null || (row.Id is { } lost && gone.Contains(lost)))
                replacements.Add(new Replacement(row, null));
            else if (row.Id is { } id && found.Scopes.GetValueOrDefault(id) is { } scope && scope.Tenant == keys.Tenant
                && await keys.LeaseAsync(scope, cancellationToken).ConfigureAwait(false) is { } lease && TryIndex(column.AddressFor(keys.Tenant), lease, indexer, row, out var value))
                replacements.Add(new Replacement(row, value));
        }
        return replacements;
    }

    /// <summary>A text that the normaliser leaves nothing of has no value.</summary>
    private static bool TryIndex(ColumnAddress address, KeyLease lease, BlindIndexer indexer, SealedRow row, out byte[]? value)
    {
        value = null;
        var plaintext = new byte[row.Sealed!.Length];
        try
        {
            var opened = lease.Fields.TryOpen(address.Row(row.RowKey), row.Sealed, plaintext, out var length);
            if (opened == OpenResult.WrongSuite)
                opened = lease.Deterministic.TryOpen(address, row.Sealed, plaintext, out length);
            if (opened != OpenResult.Opened)
                return false;
            value = indexer.ComputeCell(PlainText.GetString(plaintext.AsSpan(0, length)));
            return true;
        }
        catch (SealedValueException)
        {
            return false; // bytes that are no text
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }
}
