using System.Globalization;
using System.Runtime.CompilerServices;
using Platform.Validation.DataSets.Keys;
using Platform.Validation.DataSets.Statistics;

namespace Platform.Validation.DataSets.Checks;

/// <summary>What unites two halves: a value that came in both came twice, in the later half for the second time.</summary>
internal static class UniqueKeys
{
    public static long Merge(KeyIndex keys, KeyIndex later, RuleInfo rule, FailurePositions positions, List<FailedRow> found)
    {
        long failed = 0;
        foreach (var key in later.Read())
        {
            if (keys.TryAdd(key.Key, key.Row, out var firstRow))
                continue;
            failed++;
            positions.Add(key.Row);
            found.Add(new FailedRow(key.Row, null, null, rule.Id, rule.Column, null, string.Create(CultureInfo.InvariantCulture, $"came first in row {firstRow}")));
        }
        return failed;
    }

    /// <summary>Spreads the keys of a batch, and has their places in the table at hand before they are added.</summary>
    /// <returns>Of no meaning, but without it the compiler could leave the reading out.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong Touch(KeyIndex keys, KeyHasher hasher, ReadOnlySpan<byte> present, ReadOnlySpan<UInt128> hashes, Span<ulong> places)
    {
        ulong touched = 0;
        for (var i = 0; i < present.Length; i++)
        {
            if (present[i] == 0)
                continue;
            places[i] = hasher.Spread(hashes[i]);
            touched += keys.Touch(places[i]);
        }
        return touched;
    }
}
