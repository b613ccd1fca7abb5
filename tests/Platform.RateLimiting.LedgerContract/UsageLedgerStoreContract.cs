using Platform.RateLimiting.Ledger;
using Platform.RateLimiting.Quotas;
using static Platform.RateLimiting.LedgerContract.Entries;

namespace Platform.RateLimiting.LedgerContract;

/// <summary>What every store of the usage ledger must do.</summary>
public abstract class UsageLedgerStoreContract
{
    private readonly Entries _writer = new("writer-1");

    /// <summary>The store under test; it begins empty.</summary>
    protected abstract IUsageLedgerStore Store { get; }

    /// <summary>Another process's view of the same ledger; the same object where there can be only one.</summary>
    protected abstract IUsageLedgerStore OpenAnother();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private async Task<LedgerEntry> CommitAsync(LedgerEntry entry, IUsageLedgerStore? store = null)
    {
        await (store ?? Store).CommitAsync(_writer.Batch(entry), Cancellation);
        return entry;
    }

    private async Task<long> UsedAsync(LedgerAccount[] accounts) => (await CommitAsync(Take(accounts, 0))).Standings[0].Used;

    private async Task<List<(long Number, UsageSlice Slice)>> ExportAllAsync(DateTimeOffset? endedBy = null)
    {
        var all = new List<(long, UsageSlice)>();
        for (var after = 0L; ;)
        {
            var page = await Store.ExportAsync(after, 3, endedBy, Cancellation);
            if (page.Slices.Count == 0)
                return all;
            all.AddRange(page.Slices);
            after = page.Slices[^1].Number;
        }
    }

    [Fact]
    public async Task The_allowance_is_admitted_to_the_last_permit_and_no_further()
    {
        var accounts = Accounts(Start, "tenant:acme", Day(10));

        Assert.Equal(7, (await CommitAsync(Take(accounts, 7))).Granted);
        Assert.Equal(0, (await CommitAsync(Take(accounts, 4))).Granted);
        var last = await CommitAsync(Take(accounts, 3));
        Assert.Equal((3, 10), (last.Granted, last.Standings[0].Used));
        var refused = await CommitAsync(Take(accounts, 1));
        Assert.Equal((0, 1), (refused.Granted, refused.Refusals));
    }

    [Fact]
    public async Task Decisions_of_one_batch_see_each_other()
    {
        var accounts = Accounts(Start, "tenant:acme", Day(10));
        LedgerEntry[] entries = [.. Enumerable.Range(0, 15).Select(_ => Take(accounts, 1))];

        await Store.CommitAsync(_writer.Batch(entries), Cancellation);

        Assert.Equal(10, entries.Sum(entry => entry.Granted));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10, 10, 10, 10], entries.Select(entry => entry.Standings[0].Used));
    }

    [Fact]
    public async Task Of_several_quotas_all_must_admit_and_a_refusal_takes_from_none()
    {
        var both = Accounts(Start, "tenant:acme", Day(5), Month(7));

        await CommitAsync(Take(both, 4));
        var refused = await CommitAsync(Take(both, 2));

        Assert.Equal((0, 0b01, 4, 4), (refused.Granted, refused.Refusals, refused.Standings[0].Used, refused.Standings[1].Used));
        var tomorrow = Accounts(Start.AddDays(1), "tenant:acme", Day(5), Month(7));
        refused = await CommitAsync(Take(tomorrow, 4, Start.AddDays(1)));
        Assert.Equal((0, 0b10, 0, 4), (refused.Granted, refused.Refusals, refused.Standings[0].Used, refused.Standings[1].Used));
        Assert.Equal(3, (await CommitAsync(Take(tomorrow, 3, Start.AddDays(1)))).Granted);
    }

    [Fact]
    public async Task Consumers_policies_quotas_and_windows_are_counted_apart()
    {
        foreach (var accounts in new[]
        {
            Accounts(Start, "tenant:acme", Day(10)), Accounts(Start, "tenant:Acme", Day(10)), Accounts("other", Start, "tenant:acme", Day(10)),
            Accounts(Start, "tenant:acme", Month(10)), Accounts(Start.AddDays(1), "tenant:acme", Day(10)),
        })
            Assert.Equal(10, (await CommitAsync(Take(accounts, 10))).Standings[0].Used);
    }

    [Theory]
    [InlineData("text:O'Neill \"; DROP TABLE rate_limit_accounts; --")]
    [InlineData("text:\U0001F6B2 ünï")]
    [InlineData("text:a\\b%0000")]
    [InlineData("text: ")]
    public async Task A_consumer_may_have_any_name(string consumer)
    {
        var accounts = Accounts(Start, consumer, Day(10));
        await CommitAsync(Take(accounts, 3));
        await CommitAsync(Take(accounts, 4));

        Assert.Equal(7, await UsedAsync(accounts));
        Assert.Equal(consumer, Assert.Single(await Store.QueryAsync(new UsageQuery { From = Start, To = Start.AddHours(1), Consumer = consumer }, Cancellation)).Consumer);
        Assert.Equal(consumer, Assert.Single(await ExportAllAsync()).Slice.Consumer);
    }

    [Fact]
    public async Task A_batch_that_comes_again_is_answered_as_before_and_counts_once()
    {
        var accounts = Accounts(Start, "tenant:acme", Day(10, 0, 0, 80));
        var other = Accounts(Start, "tenant:other", Day(10));
        LedgerEntry[] Make() => [Take(accounts, 9), Take(accounts, 5), Lease(other, 100), Charge(other, 2), Take(other, 1)];
        var first = Make();
        var batch = _writer.Batch(first);
        await Store.CommitAsync(batch, Cancellation);
        var again = Make();
        var repeated = _writer.Again(again);

        await OpenAnother().CommitAsync(repeated, Cancellation);

        Assert.Equal(first.Select(entry => (entry.Granted, entry.Refusals)), again.Select(entry => (entry.Granted, entry.Refusals)));
        Assert.Equal(batch.Warnings, repeated.Warnings);
        Assert.Equal(new LedgerWarning(0, 80, 9, 10), Assert.Single(repeated.Warnings));
        Assert.Equal((9L, 4L), (await UsedAsync(accounts), await UsedAsync(other)));
        Assert.Equal(12, (await ExportAllAsync()).Sum(numbered => numbered.Slice.Amount));
    }

    [Fact]
    public async Task Batches_of_different_writers_with_the_same_number_are_different()
    {
        var accounts = Accounts(Start, "tenant:acme", Day(10));
        await Store.CommitAsync(new Entries("a").Batch(Take(accounts, 1)), Cancellation);
        await Store.CommitAsync(new Entries("b").Batch(Take(accounts, 1)), Cancellation);

        Assert.Equal(2, await UsedAsync(accounts));
    }

    [Fact]
    public async Task Overage_is_admitted_beyond_the_allowance()
    {
        var accounts = Accounts(Start, "tenant:acme", Day(10, overage: 3));

        Assert.Equal(13, (await CommitAsync(Take(accounts, 13))).Granted);
        Assert.Equal(0, (await CommitAsync(Take(accounts, 1))).Granted);
    }

    [Fact]
    public async Task What_is_left_is_carried_up_to_the_cap_and_through_windows_without_use()
    {
        var quota = Day(10, rollover: 15);
        async Task<QuotaStanding> TakeOn(int day, long cost) => (await CommitAsync(Take(Accounts(Start.AddDays(day), "tenant:acme", quota), cost, Start.AddDays(day)))).Standings[0];

        Assert.Equal((0, 4), (await TakeOn(0, 4)) is var first ? (first.Carried, first.Used) : default);
        Assert.Equal((6, 12), (await TakeOn(1, 12)) is var second ? (second.Carried, second.Used) : default);
        // Four left of the second day; the third is not used at all.
        Assert.Equal((14, 24), (await TakeOn(3, 24)) is var fourth ? (fourth.Carried, fourth.Used) : default);
        Assert.Equal((0, 0), (await TakeOn(4, 0)) is var fifth ? (fifth.Carried, fifth.Used) : default);
        Assert.Equal(15, (await TakeOn(20, 0)).Carried);
    }

    [Fact]
    public async Task Who_is_new_has_carried_nothing_and_overage_is_no_debt()
    {
        var quota = Day(10, rollover: 15, overage: 5);
        Assert.Equal(0, (await CommitAsync(Take(Accounts(Start, "tenant:new", quota), 15))).Standings[0].Carried);

        Assert.Equal(0, (await CommitAsync(Take(Accounts(Start.AddDays(1), "tenant:new", quota), 1, Start.AddDays(1)))).Standings[0].Carried);
    }

    [Fact]
    public async Task Each_level_is_told_once_in_a_window()
    {
        var quota = Day(100, 0, 20, 80, 95, 110);
        async Task<IEnumerable<int>> LevelsOf(int day, params long[] costs)
        {
            var accounts = Accounts(Start.AddDays(day), "tenant:acme", quota);
            var batch = _writer.Batch([.. costs.Select(cost => cost < 0 ? Charge(accounts, cost, Start.AddDays(day)) : Take(accounts, cost, Start.AddDays(day)))]);
            await Store.CommitAsync(batch, Cancellation);
            return batch.Warnings.Select(warning => warning.Percent);
        }

        Assert.Equal([], await LevelsOf(0, 79));
        Assert.Equal([80], await LevelsOf(0, 1));
        Assert.Equal([], await LevelsOf(0, -50));
        Assert.Equal([], await LevelsOf(0, 60));
        Assert.Equal([95, 110], await LevelsOf(0, 10, 20));
        Assert.Equal([], await LevelsOf(0, 1));
        Assert.Equal([80], await LevelsOf(1, 85));
    }

    [Fact]
    public async Task A_lease_holds_permits_until_they_are_used_or_given_back()
    {
        var accounts = Accounts(Start, "tenant:acme", Day(80));
        var lease = await CommitAsync(Lease(accounts, 100));
        Assert.Equal((10, 10), (lease.Granted, lease.Standings[0].Used));
        Assert.Equal(0, (await CommitAsync(Take(accounts, 71))).Granted);

        await CommitAsync(Return(accounts, used: 4, released: 1));
        Assert.Equal(9, await UsedAsync(accounts));
        await CommitAsync(Return(accounts, used: 0, released: 5));

        Assert.Equal(4, await UsedAsync(accounts));
        Assert.Equal(4, (await ExportAllAsync()).Sum(numbered => numbered.Slice.Amount));
    }

    [Fact]
    public async Task A_lease_takes_no_more_than_an_eighth_of_what_is_free()
    {
        var accounts = Accounts(Start, "tenant:acme", Day(80), Month(40));

        Assert.Equal(5, (await CommitAsync(Lease(accounts, 100))).Granted);
        await CommitAsync(Take(accounts, 30));
        Assert.Equal(0, (await CommitAsync(Lease(accounts, 100))).Granted);
    }

    [Fact]
    public async Task What_is_forced_is_counted_beyond_the_allowance_and_told()
    {
        var accounts = Accounts(Start, "tenant:acme", Day(10));
        var forced = await CommitAsync(Take(accounts, 25, isForced: true));

        Assert.Equal((25, 1, 25), (forced.Granted, forced.Refusals, forced.Standings[0].Used));
        Assert.Equal(25, (await ExportAllAsync()).Sum(numbered => numbered.Slice.Amount));
    }

    [Fact]
    public async Task Usage_is_summed_up_by_consumer_policy_and_period()
    {
        await CommitAsync(Take(Accounts(Start, "tenant:a", Day(100)), 1));
        await CommitAsync(Take(Accounts(Start, "tenant:a", Day(100)), 2, Start.AddMinutes(59)));
        await CommitAsync(Take(Accounts(Start, "tenant:a", Day(100)), 4, Start.AddMinutes(60)));
        await CommitAsync(Take(Accounts(Start, "tenant:b", Day(100)), 8));
        await CommitAsync(Take(Accounts("zebra", Start, "tenant:a", Day(100)), 16));
        await ExportAllAsync();
        await CommitAsync(Take(Accounts(Start, "tenant:a", Day(100)), 32));

        async Task<IEnumerable<(string, string, long)>> Query(UsageQuery query) =>
            (await Store.QueryAsync(query, Cancellation)).Select(total => (total.Policy, total.Consumer, total.Amount));

        var hour = new UsageQuery { From = Start, To = Start.AddHours(1) };
        Assert.Equal([("api", "tenant:a", 35), ("api", "tenant:b", 8), ("zebra", "tenant:a", 16)], await Query(hour));
        Assert.Equal([("api", "tenant:a", 39), ("zebra", "tenant:a", 16)], await Query(hour with { To = Start.AddHours(2), Consumer = "tenant:a" }));
        Assert.Equal([("zebra", "tenant:a", 16)], await Query(hour with { Policy = "zebra" }));
        Assert.Equal([], await Query(hour with { From = Start.AddHours(2), To = Start.AddHours(9) }));
        Assert.Equal([], await Query(hour with { From = Start.AddTicks(1) }));
        Assert.Equal(
            [new UsageTotal("api", "tenant:a", Start, Start.AddHours(1), 35), new UsageTotal("api", "tenant:a", Start.AddHours(1), Start.AddHours(2), 4)],
            await Store.QueryAsync(hour with { To = Start.AddHours(2), Consumer = "tenant:a", Policy = "api", BySlice = true }, Cancellation));
    }

    [Fact]
    public async Task A_slice_is_cut_where_a_window_begins()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Kathmandu");
        var quota = new Quota("daily", new QuotaOptions { Allowance = 100, Period = QuotaPeriod.Day }, new QuotaCalendar(QuotaPeriod.Day, zone), own: null);
        var midnight = new DateTimeOffset(2026, 3, 10, 18, 15, 0, TimeSpan.Zero);
        foreach (var at in (DateTimeOffset[])[midnight.AddSeconds(-1), midnight, midnight.AddMinutes(44)])
            await CommitAsync(Take(Accounts(at, "tenant:acme", quota), 1, at));

        Assert.Equal(
            [(midnight.AddMinutes(-15), midnight, 1), (midnight, midnight.AddMinutes(45), 2)],
            (await ExportAllAsync()).Select(numbered => (numbered.Slice.Start, numbered.Slice.End, numbered.Slice.Amount)));
    }

    [Fact]
    public async Task Exporting_again_gives_the_same_and_what_comes_later_is_a_further_event()
    {
        foreach (var consumer in (string[])["c", "a", "b", "e", "d"])
            await CommitAsync(Take(Accounts(Start, $"tenant:{consumer}", Day(100)), 5));
        await CommitAsync(Take(Accounts(Start, "tenant:late", Day(100)), 5, Start.AddHours(1)));

        var first = await ExportAllAsync(Start.AddHours(1));
        Assert.Equal([1, 2, 3, 4, 5], first.Select(numbered => numbered.Number));
        Assert.Equal(["tenant:a", "tenant:b", "tenant:c", "tenant:d", "tenant:e"], first.Select(numbered => numbered.Slice.Consumer));
        await CommitAsync(Charge(Accounts(Start, "tenant:a", Day(100)), -2));

        Assert.Equal(first, await ExportAllAsync(Start));
        var all = await ExportAllAsync();
        Assert.Equal(first, all.Take(5));
        Assert.Equal([(6, "tenant:a", -2), (7, "tenant:late", 5)], all.Skip(5).Select(numbered => (numbered.Number, numbered.Slice.Consumer, numbered.Slice.Amount)));
        Assert.Equal(all, await ExportAllAsync());
        var page = await OpenAnother().ExportAsync(4, 2, null, Cancellation);
        Assert.Equal(all.Skip(4).Take(2), page.Slices);
        Assert.Equal((await Store.ExportAsync(0, 1, null, Cancellation)).LedgerId, page.LedgerId);
    }

    [Fact]
    public async Task What_adds_up_to_nothing_is_no_event()
    {
        var accounts = Accounts(Start, "tenant:acme", Day(100));
        await CommitAsync(Take(accounts, 5));
        await CommitAsync(Charge(accounts, -5));

        Assert.Empty(await ExportAllAsync());
        await CommitAsync(Take(accounts, 1));
        Assert.Equal(1, Assert.Single(await ExportAllAsync()).Number);
    }

    [Fact]
    public async Task Rolling_up_keeps_the_sums_and_what_was_not_exported()
    {
        for (var day = 0; day < 4; day++)
        {
            for (var hour = 0; hour < 3; hour++)
                await CommitAsync(Take(Accounts(Start.AddDays(day), "tenant:acme", Day(100, rollover: 50)), 10, Start.AddDays(day).AddHours(hour)));
        }
        var whole = new UsageQuery { From = Start.AddYears(-1), To = Start.AddYears(1) };
        var before = await ExportAllAsync();
        var midnight = new DateTimeOffset(Start.Date.AddDays(3), TimeSpan.Zero);

        Assert.Equal(7, await Store.RollUpAsync(midnight, exportedThrough: 7, Cancellation));

        Assert.Equal(120, Assert.Single(await Store.QueryAsync(whole, Cancellation)).Amount);
        Assert.Equal([30, 30, 10, 10, 10, 10, 10, 10], (await Store.QueryAsync(whole with { BySlice = true }, Cancellation)).Select(total => total.Amount));
        var page = await Store.ExportAsync(7, 100, null, Cancellation);
        Assert.Equal(7, page.ForgottenThrough);
        Assert.Equal(before.Skip(7), page.Slices);
        Assert.Equal(2, await Store.RollUpAsync(midnight, long.MaxValue, Cancellation));
        Assert.Equal(0, await Store.RollUpAsync(midnight, long.MaxValue, Cancellation));
        Assert.Equal(9, (await Store.ExportAsync(9, 100, null, Cancellation)).ForgottenThrough);
        Assert.Equal(120, Assert.Single(await Store.QueryAsync(whole, Cancellation)).Amount);
    }

    [Fact]
    public async Task Rolling_up_keeps_what_can_still_be_carried()
    {
        var quota = Day(10, rollover: 100);
        for (var day = 0; day < 3; day++)
            await CommitAsync(Take(Accounts(Start.AddDays(day), "tenant:acme", quota), 1, Start.AddDays(day)));

        await Store.RollUpAsync(Start.AddDays(30), long.MaxValue, Cancellation);

        Assert.Equal(27, (await CommitAsync(Take(Accounts(Start.AddDays(3), "tenant:acme", quota), 0, Start.AddDays(3)))).Standings[0].Carried);
    }

    [Fact]
    public async Task Processes_that_count_the_same_consumers_never_admit_more_than_the_allowance()
    {
        const int Allowance = 500;
        string[] consumers = ["tenant:a", "tenant:b", "tenant:c"];
        IUsageLedgerStore[] stores = [Store, OpenAnother(), OpenAnother(), OpenAnother()];
        var admitted = new long[consumers.Length];

        await Task.WhenAll(stores.Select((store, process) => Task.Run(async () =>
        {
            var writer = new Entries($"process-{process}");
            var random = new Random(process);
            for (var batch = 0; batch < 25; batch++)
            {
                // In different orders: what locks must be in one.
                var entries = Enumerable.Range(0, 30).Select(_ => random.Next(consumers.Length)).Select(consumer => (consumer, Entry: Take(Accounts(Start, consumers[consumer], Day(Allowance), Month(10_000)), 1))).ToList();
                await store.CommitAsync(writer.Batch([.. entries.Select(entry => entry.Entry)]), Cancellation);
                foreach (var (consumer, entry) in entries)
                    Interlocked.Add(ref admitted[consumer], entry.Granted);
                if (batch % 5 == 0)
                    await store.ExportAsync(0, 10, null, Cancellation);
            }
        }, Cancellation)));

        Assert.Equal([Allowance, Allowance, Allowance], admitted);
        Assert.Equal(3 * Allowance, (await ExportAllAsync()).Sum(numbered => numbered.Slice.Amount));
        Assert.Equal([Allowance, Allowance, Allowance], (await Store.QueryAsync(new UsageQuery { From = Start, To = Start.AddHours(1) }, Cancellation)).Select(total => total.Amount));
    }

    [Fact]
    public async Task Any_sequence_of_batches_decides_as_a_naive_ledger_does()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var naive = new NaiveLedger();
            var writer = new Entries($"naive-{seed}");
            var quotas = new[] { Day(20, rollover: random.Next(3) * 10, overage: random.Next(3)), Month(60, overage: random.Next(5)) };
            var at = Start;
            for (var step = 0; step < 12; step++)
            {
                at = at.AddHours(random.Next(30));
                var entries = Enumerable.Range(0, random.Next(1, 6)).Select(_ =>
                {
                    var accounts = Accounts(at, $"tenant:{seed}-{random.Next(3)}", quotas[..random.Next(1, 3)]);
                    return random.Next(5) switch
                    {
                        0 => Charge(accounts, random.Next(-3, 4), at),
                        1 => Lease(accounts, random.Next(1, 9), at),
                        2 => Take(accounts, random.Next(0, 30), at, isForced: random.Next(4) == 0),
                        _ => Take(accounts, random.Next(0, 8), at),
                    };
                }).ToArray();
                await Store.CommitAsync(writer.Batch(entries), Cancellation);
                foreach (var entry in entries)
                    Assert.Equal(naive.Decide(entry), (entry.Granted, entry.Refusals, string.Join(",", Enumerable.Range(0, entry.Accounts.Length).Select(i => $"{entry.Standings[i].Used}+{entry.Standings[i].Carried}"))));
            }
            var sums = (await Store.QueryAsync(new UsageQuery { From = Start, To = Start.AddYears(1) }, Cancellation)).Where(total => total.Consumer.StartsWith($"tenant:{seed}-", StringComparison.Ordinal));
            Assert.Equal(naive.Usage.Where(pair => pair.Value != 0).OrderBy(pair => pair.Key, StringComparer.Ordinal), sums.Select(total => new KeyValuePair<string, long>(total.Consumer, total.Amount)));
        }
    }
}
