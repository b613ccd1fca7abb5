using FsCheck.Xunit;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Tests;

public sealed class LeakageReportTests
{
    [Property]
    public void It_says_what_counting_by_hand_says(byte[] values)
    {
        var groups = values.GroupBy(value => value).Select(group => (long)group.Count()).ToList();

        var report = LeakageReport.From(groups);

        Assert.Equal(values.Length, report.Rows);
        Assert.Equal(groups.Count, report.DistinctValues);
        Assert.Equal(groups.DefaultIfEmpty().Max(), report.LargestCount);
        Assert.Equal(groups.Count(count => count == 1), report.SingleRows);
        if (values.Length == 0)
            return;
        var entropy = groups.Sum(count => -(double)count / values.Length * Math.Log2((double)count / values.Length));
        Assert.Equal(entropy, report.ShannonEntropyBits, 6);
        Assert.Equal(-Math.Log2(report.GuessProbability), report.MinEntropyBits, 6);
        Assert.Equal(values.Average(value => (double)values.Count(other => other == value)), report.CandidatesPerSearch, 6);
    }

    [Fact]
    public void An_index_as_it_was_planned_gives_no_warning()
    {
        using var key = DataKey.Generate();
        using var indexer = new BlindIndexer(new Keyset(key), "north", BlindIndex.Equality("residents", "email", TextNormalizer.Email, IndexPlan.For(5_000, 5_000)));

        var report = LeakageReport.From(Enumerable.Range(0, 5_000).Select(i => Convert.ToHexString(indexer.Compute($"resident{i}@example.org")!)).GroupBy(value => value).Select(group => group.LongCount()));

        Assert.Empty(report.Warnings);
        Assert.Equal(5_000, report.Rows);
    }

    [Fact]
    public void What_stands_out_is_told()
    {
        Assert.Contains("only 2 different", Assert.Single(LeakageReport.From([500, 500]).Warnings, warning => warning.StartsWith("There", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("600 of 1000 rows share one value", Assert.Single(LeakageReport.From([600, .. Enumerable.Repeat(10L, 40)]).Warnings), StringComparison.Ordinal);
        Assert.Contains("Keep fewer bits", Assert.Single(LeakageReport.From([.. Enumerable.Repeat(1L, 500), .. Enumerable.Repeat(5L, 100)]).Warnings), StringComparison.Ordinal);
        Assert.Contains("outgrown", Assert.Single(LeakageReport.From(Enumerable.Repeat(10_000L, 256)).Warnings), StringComparison.Ordinal);
        Assert.Empty(LeakageReport.From([]).Warnings);
        Assert.Throws<ArgumentException>(() => LeakageReport.From([0]));
    }
}
