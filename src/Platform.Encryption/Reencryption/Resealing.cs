using System.Security.Cryptography;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Reencryption;

/// <summary>Seals values anew, each with the newest key of the scope whose key it names.</summary>
internal static class Resealing
{
    /// <summary>What takes the place of each row's value; rows that do not open are left out.</summary>
    public static async ValueTask<List<Replacement>> OfAsync(SealedColumn column, ReencryptionKeys keys, IReadOnlyList<SealedRow> rows, CancellationToken cancellationToken)
    {
        if (keys.Scopes.Count > 1)
            await keys.PrefetchAsync([.. rows.Select(static row => row.Id).OfType<KeyId>().Distinct()], cancellationToken).ConfigureAwait(false);
        var address = column.AddressFor(keys.Tenant);
        var replacements = new List<Replacement>(rows.Count);
        foreach (var row in rows)
        {
            if (row.Id is { } id && keys.ScopeOf(id) is { } scope && await keys.LeaseAsync(scope, cancellationToken).ConfigureAwait(false) is { } lease && Reseal(address, lease, row) is { } value)
                replacements.Add(new Replacement(row, value));
        }
        return replacements;
    }

    private static byte[]? Reseal(ColumnAddress address, KeyLease lease, SealedRow row)
    {
        var value = row.Sealed!;
        var plaintext = new byte[value.Length];
        try
        {
            var opened = lease.Fields.TryOpen(address.Row(row.RowKey), value, plaintext, out var length);
            if (opened == OpenResult.Opened)
                return lease.Fields.Seal(address.Row(row.RowKey), plaintext.AsSpan(0, length));
            return opened == OpenResult.WrongSuite && lease.Deterministic.TryOpen(address, value, plaintext, out length) == OpenResult.Opened
                ? lease.Deterministic.SealDeterministically(address, plaintext.AsSpan(0, length))
                : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }
}
