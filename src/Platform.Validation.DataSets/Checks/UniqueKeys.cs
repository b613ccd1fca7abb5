using System.Globalization;
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
}
