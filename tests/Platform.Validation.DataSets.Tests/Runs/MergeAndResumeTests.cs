using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using Platform.Validation.DataSets.Reports;
using Platform.Validation.DataSets.Sqlite;

namespace Platform.Validation.DataSets.Tests.Runs;

/// <summary>The laws: going on from anywhere is not to have stopped, and two halves are the whole.</summary>
public sealed class MergeAndResumeTests : IDisposable
{
    private static readonly KeySet<long> Customers = KeySet.Of(Orders.Customers);
    private static readonly Guid HashKey = new("0c2c6c1c-4f0e-4f3e-8a55-0d9c7a0a1b2c");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-merge-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Property(MaxTest = 80)]
    public void A_run_saved_and_gone_on_with_again_and_again_reports_what_an_unbroken_one_does(int seed)
    {
        var random = new Random(seed);
        var orders = Orders.Make(seed, random.Next(1, 1_500));
        var (whole, parts) = (new ListSink(), new ListSink());
        using var unbroken = Start(Settings());
        var expected = DataSetTests.Check(unbroken, orders, whole);

        var run = Start(Settings(spill: random.Next(3) == 0 ? 20 : 1_000_000));
        for (var at = 0; at < orders.Count;)
        {
            var next = Math.Min(orders.Count, at + random.Next(1, 500));
            DataSetTests.Check(run, orders[at..next], parts);
            at = next;
            using var checkpoint = new MemoryStream();
            run.Save(checkpoint);
            run.Dispose();
            checkpoint.Position = 0;
            run = Orders.Rules(Customers).Resume(checkpoint, Settings(spill: 20) with { HashKey = Guid.NewGuid(), Time = new FakeTimeProvider(Orders.Now.AddYears(1)) });
        }
        var actual = run.Report();
        run.DeleteKeys();

        Assert.Equal(Text(expected), Text(actual));
        Assert.Equal(whole.Rows, parts.Rows);
        Assert.Empty(_folder.GetFiles());
    }

    [Property(MaxTest = 80)]
    public void Two_halves_merged_are_the_whole(int seed)
    {
        var random = new Random(seed);
        var orders = Orders.Make(seed, random.Next(2, 1_200));
        var cut = random.Next(0, orders.Count + 1);
        var (whole, parts) = (new ListSink(), new ListSink());
        using var one = Start(Settings());
        var expected = DataSetTests.Check(one, orders, whole);

        using var first = Start(Settings());
        using var second = Start(Settings() with { FirstRow = cut + 1 });
        DataSetTests.Check(second, orders[cut..], parts);
        DataSetTests.Check(first, orders[..cut], parts);
        var found = first.Merge(second);
        var actual = first.Report();

        foreach (var rule in expected.Rules)
        {
            var merged = actual[rule.Id];
            Assert.Equal((rule.Id, rule.Checked, rule.Failed, rule.Share), (merged.Id, merged.Checked, merged.Failed, merged.Share));
            Assert.Equal(rule.Positions?.Counts ?? [], merged.Positions?.Counts ?? []);
            // Quantiles are estimates beyond 512 values, and may be judged otherwise by a hair.
            if (rule.Kind != RuleKind.Quantile || orders.Count <= 500)
                Assert.Equal((rule.Id, rule.Outcome), (merged.Id, merged.Outcome));
        }
        Assert.Equal(expected.Rows.Read, actual.Rows.Read);
        for (var i = 0; i < expected.Columns.Count; i++)
        {
            var (left, right) = (expected.Columns[i], actual.Columns[i]);
            Assert.Equal((left.Rows, left.Present, left.Minimum, left.Maximum, left.ShortestLength, left.LongestLength, left.Distinct), (right.Rows, right.Present, right.Minimum, right.Maximum, right.ShortestLength, right.LongestLength, right.Distinct));
            Assert.Equal(left.FrequentError == 0 ? left.Frequent : [], right.FrequentError == 0 ? right.Frequent : []);
        }

        // Every failing row of the whole is one of a half or one that merging found, and the other way round.
        Assert.Equal(
            whole.Rows.Select(row => (row.Row, row.Rule)).Order(),
            parts.Rows.Concat(found).Select(row => (row.Row, row.Rule)).Order());
    }

    [Fact]
    public void Runs_that_do_not_belong_together_are_not_merged()
    {
        using var one = Start(Settings());
        using var otherKey = Start(Settings() with { HashKey = Guid.NewGuid() });
        using var otherRules = DataSet.For<Order>("orders").RowCount(1).Column(static order => order.Id, static id => id.Complete()).Build().Start(Settings());
        Assert.Throws<ArgumentException>(() => one.Merge(otherKey));
        Assert.Throws<ArgumentException>(() => one.Merge(otherRules));
        using var otherTime = Start(Settings() with { Now = Orders.Now.AddHours(1) });
        Assert.Contains("for now", Assert.Throws<ArgumentException>(() => one.Merge(otherTime)).Message, StringComparison.Ordinal);
        DataSetTests.Check(one, Orders.Make(1, 10));
        using var overlapping = Start(Settings() with { FirstRow = 10 });
        using var behind = Start(Settings() with { FirstRow = 11, Now = Orders.Now, Time = new FakeTimeProvider(Orders.Now.AddYears(1)) });
        Assert.Contains("behind 10", Assert.Throws<ArgumentException>(() => one.Merge(overlapping)).Message, StringComparison.Ordinal);
        Assert.Empty(one.Merge(behind));
    }

    [Fact]
    public void A_checkpoint_of_other_rules_or_with_one_bit_changed_is_refused()
    {
        using var run = Start(Settings());
        DataSetTests.Check(run, Orders.Make(3, 50));
        using var saved = new MemoryStream();
        run.Save(saved);
        var bytes = saved.ToArray();

        var other = DataSet.For<Order>("orders").Column(static order => order.Id, static id => id.Unique()).Build();
        Assert.Contains("other rules", Assert.Throws<CheckpointException>(() => other.Resume(new MemoryStream(bytes))).Message, StringComparison.Ordinal);
        for (var at = 0; at < bytes.Length; at += 97)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[at] ^= 0x10;
            Assert.Throws<CheckpointException>(() => Orders.Rules(Customers).Resume(new MemoryStream(damaged)));
        }
        for (var length = 0; length < bytes.Length; length += 211)
            Assert.Throws<CheckpointException>(() => Orders.Rules(Customers).Resume(new MemoryStream(bytes[..length])));
    }

    /// <summary>
    /// A checksum is no proof of who wrote a file. What stands in it is believed only as far as it makes sense: whatever becomes of any number in
    /// it, the checkpoint is refused, or the run goes on to a report; it never ends in an exception of another kind, and never goes on for ever.
    /// </summary>
    [Fact]
    public void Whatever_stands_in_a_checkpoint_with_a_right_checksum_is_refused_or_gone_on_with()
    {
        var rules = DataSet.For<Order>("orders")
            .Column(static order => order.Id, static id => id.Unique().Pattern("^o"))
            .Column(static order => order.Price, static price => price.Quantile(0.5, 30, 70).Frequencies(new Dictionary<double, double> { [1] = 0.5 }, 1))
            .Column(static order => order.Placed, static placed => placed.NotInFuture(TimeSpan.FromDays(1)).Fresh(TimeSpan.FromDays(1)))
            .Unique("together", static (order, key) => key.And(order.Customer))
            .Build();
        var settings = Settings() with { KeyStorage = null };
        using var run = rules.Start(settings);
        DataSetTests.Check(run, Orders.Make(3, 60));
        using var saved = new MemoryStream();
        run.Save(saved);
        var bytes = saved.ToArray();
        var more = Orders.Make(4, 40);
        var (refused, gone) = (0, 0);
        for (var at = 0; at + 8 <= bytes.Length - Behind; at += 8)
        {
            foreach (var value in (long[])[0, -1, 1, long.MaxValue, long.MinValue + 1])
            {
                var state = bytes[Behind..];
                System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(state.AsSpan(at), value);
                try
                {
                    using var resumed = rules.Resume(new MemoryStream([.. bytes[..8], .. System.Security.Cryptography.SHA256.HashData(state), .. state]), settings);
                    DataSetTests.Check(resumed, more);
                    gone++;
                }
                catch (CheckpointException)
                {
                    refused++;
                }
            }
        }
        Assert.True(refused > 1_000 && gone > 1_000, $"{refused} refused, {gone} gone on with");
    }

    private const int Behind = 8 + 32;

    private static DataSetRun<Order> Start(DataSetRunSettings settings) => Orders.Rules(Customers).Start(settings);

    private DataSetRunSettings Settings(long spill = 1_000_000) => new()
    {
        BatchSize = 64,
        HashKey = HashKey,
        Time = new FakeTimeProvider(Orders.Now),
        MaxKeysInMemory = spill,
        KeyStorage = new SqliteKeyStorage(_folder.FullName),
    };

    private static string Text(DataSetReport report) => System.Text.Encoding.UTF8.GetString((report with { Elapsed = TimeSpan.Zero }).ToJson());
}
