using System.Security.Cryptography;
using Platform.Audit.Checkpoints;
using Platform.Audit.Notes;
using Platform.Audit.Records;
using Platform.Audit.Search;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;

namespace Platform.Audit.StoreContract;

/// <summary>What every store that can be searched finds: what a look at every single record finds, in its order.</summary>
public abstract class AuditSearchContract : IDisposable
{
    private static readonly string[] Actors = ["ada", "a\\0b", "a\\b", "grace", "Ada", "o'hara", "50%_a", "\u00fcrs", "a\0b"];
    private static readonly string[] Reasons = ["The fence is PAINTED red", "painted, twice", "Gr\u00fc\u00dfe aus K\u00f6ln", "\"quoted\" AND NOT near*", "x:y-z 42", "", "\u65e5\u672c\u8a9e \u0645\u0631\u062d\u0628\u0627"];
    private static readonly string[] Texts = ["painted", "PAINTED red", "fence twice", "k\u00f6ln", "gr\u00fc\u00dfe AUS", "quoted and", "near*", "42", "y z", "nothing of it", "\u65e5\u672c\u8a9e", "\u0645\u0631\u062d\u0628\u0627", "*", "\" OR 1=1 --"];
    private static readonly AuditEventType[] Types = [new("desk.request.closed"), new("desk.request.opened"), new("desk.requests"), new("desk.request"), new("town.gate.opened")];

    private readonly ECDsa _key = TestLog.CreateKey();

    /// <summary>The store, new.</summary>
    protected abstract IAuditSearchStore Store { get; }

    /// <summary>Another end of the same log, as another process has it.</summary>
    protected abstract IAuditSearchStore OpenAnother();

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            _key.Dispose();
    }

    [Fact]
    public async Task Whatever_is_asked_the_pages_together_are_what_a_look_at_every_record_finds()
    {
        var random = new Random(11);
        await using var log = await TestLog.StartAsync(Store, _key);
        await AppendAsync(log, random, 400);
        await log.Log.QueryAsync(new AuditQuery(), Cancellation);
        // And what comes after the index was made.
        await AppendAsync(log, random, 200);
        var all = await AllAsync();
        var times = all.Where(entry => entry.Name is not null).Select(entry => DateTimeOffset.UnixEpoch.AddMicroseconds(entry.RecordedAt)).ToList();

        var nonempty = 0;
        for (var round = 0; round < 150; round++)
        {
            var query = AQuery(random, times);
            var expected = all.Where(entry => IndexEntries.Matches(query, entry)).Select(entry => entry.Index).ToList();
            if (!query.OldestFirst)
                expected.Reverse();
            nonempty += expected.Count > 0 ? 1 : 0;

            Assert.Equal(expected, await FindAllAsync(log.Log, query));
        }
        Assert.True(nonempty > 50, $"Only {nonempty} queries have found anything; this shows nothing.");
    }

    [Fact]
    public async Task What_is_very_long_is_found_and_hides_nothing()
    {
        var random = new Random(2);
        string Long() => string.Concat(Enumerable.Range(0, 30_000).Select(_ => (char)random.Next('\u0400', '\u04ff')));
        await using var log = await TestLog.StartAsync(Store, _key);
        var (actor, target, tenant, correlation) = (Long(), Long()[..15_000], Long()[..5_000], Long()[..5_000]);
        await log.CloseAsync(1);
        await log.Log.AppendAsync(new AuditEvent(Types[0]) { Actor = actor }, cancellationToken: Cancellation);
        await log.Log.AppendAsync(new AuditEvent(Types[0]) { Target = target, Tenant = tenant, Correlation = correlation }, cancellationToken: Cancellation);
        // The same beginning, another end.
        await log.Log.AppendAsync(new AuditEvent(Types[0]) { Actor = actor[..^1] + "!" }, cancellationToken: Cancellation);
        await log.CloseAsync(2);

        async Task<long> FindAsync(AuditQuery query) => Assert.Single(await FindAllAsync(log.Log, query));
        Assert.Equal(1, await FindAsync(new AuditQuery { Target = "request:1" }));
        Assert.Equal(5, await FindAsync(new AuditQuery { Target = "request:2" }));
        Assert.Equal(2, await FindAsync(new AuditQuery { Actor = actor }));
        Assert.Equal(3, await FindAsync(new AuditQuery { Target = target }));
        Assert.Equal(3, await FindAsync(new AuditQuery { Tenant = tenant }));
        Assert.Equal(3, await FindAsync(new AuditQuery { Correlation = correlation }));
    }

    [Fact]
    public async Task Letters_that_an_engine_folds_in_its_own_way_are_found_as_they_are_and_raise_no_alarm()
    {
        await using var log = await TestLog.StartAsync(Store, _key);
        // Micro and mu, three sigmas, long s, Turkish i, sharp s, Kelvin, letters that came late to Unicode.
        string[] words = ["\u00b5s", "\u03bcs", "\u03c3\u03c2", "\u03c3\u03c3", "\u03a3", "\u017fo", "so", "\u0130x", "\u0131x", "ix", "Ix", "\u1e9e", "\u00df", "\u212a", "k", "a\U0001e921b", "a\U0001e943b", "\u2c2f"];
        foreach (var word in words)
            await log.Log.AppendAsync(new AuditEvent(Types[0]) { Reason = word }, cancellationToken: Cancellation);
        var all = await AllAsync();

        foreach (var word in words)
        {
            var query = new AuditQuery { Text = word, OldestFirst = true };
            Assert.Equal(all.Where(entry => IndexEntries.Matches(query, entry)).Select(entry => entry.Index), await FindAllAsync(log.Log, query));
        }
    }

    [Fact]
    public async Task An_index_is_emptied_and_made_again()
    {
        await using var log = await TestLog.StartAsync(Store, _key);
        await AppendAsync(log, new Random(4), 300);
        var before = await FindAllAsync(log.Log, new AuditQuery { PageSize = 500 });

        await log.Log.RebuildIndexAsync(Cancellation);

        Assert.Equal(before, await FindAllAsync(log.Log, new AuditQuery { PageSize = 500 }));
        Assert.True(await Store.IsIndexWholeAsync(Cancellation));
    }

    [Fact]
    public async Task What_an_index_hides_is_found_in_the_log_itself()
    {
        await using var log = await TestLog.StartAsync(Store, _key);
        await log.Log.AppendAsync(new AuditEvent(Types[0]) { Actor = "mallory" }, cancellationToken: Cancellation);
        // Whoever may write to the index was faster.
        await Store.IndexAsync([Entry(0, "nobody"), Entry(1, "nobody")], Cancellation);

        Assert.Empty((await log.Log.QueryAsync(new AuditQuery { Actor = "mallory" }, Cancellation)).Entries);
        Assert.Equal(1, (await log.Log.QueryAsync(new AuditQuery { Actor = "mallory", IsExhaustive = true }, Cancellation)).Entries.Single().Index);
        await log.Log.RebuildIndexAsync(Cancellation);
        Assert.Equal(1, (await log.Log.QueryAsync(new AuditQuery { Actor = "mallory" }, Cancellation)).Entries.Single().Index);
    }

    [Fact]
    public async Task Each_entry_of_a_page_comes_with_a_proof_that_others_verify()
    {
        await using var log = await TestLog.StartAsync(Store, _key);
        await AppendAsync(log, new Random(3), 300);
        using var verifier = new EcdsaNoteSigner(TestLog.Origin, _key).CreateVerifier();
        var policy = new CheckpointPolicy(TestLog.Origin, [verifier]);

        var page = await log.Log.QueryAsync(new AuditQuery { PageSize = 20, WithProofs = true }, Cancellation);

        Assert.Equal(20, page.Entries.Count);
        Assert.All(page.Entries, entry => Assert.True(AuditVerifier.TryVerify(entry.Record.Span, entry.Proof.Span, policy)));
        Assert.False(AuditVerifier.TryVerify(page.Entries[0].Record.Span, page.Entries[1].Proof.Span, policy));
    }

    [Fact]
    public async Task A_page_stays_where_it_is_while_the_log_grows()
    {
        await using var log = await TestLog.StartAsync(Store, _key);
        await AppendAsync(log, new Random(5), 30);
        var first = await log.Log.QueryAsync(new AuditQuery { PageSize = 10 }, Cancellation);
        await AppendAsync(log, new Random(6), 30);

        var second = await log.Log.QueryAsync(new AuditQuery { PageSize = 10, After = first.Next }, Cancellation);

        Assert.Equal(first.Entries[^1].Index - 1, second.Entries[0].Index);
        Assert.Equal(first.Size + 31, second.Size);
    }

    [Fact]
    public async Task Searching_is_recorded_before_anything_is_shown()
    {
        await using var log = await TestLog.StartAsync(Store, _key, static options => options.RecordReads = true);
        await log.Log.AppendAsync(new AuditEvent(Types[0]) { Actor = "ruth" }, cancellationToken: Cancellation);

        var page = await log.Log.QueryAsync(new AuditQuery { Actor = "ruth", Text = "closed", Outcome = AuditOutcome.Unknown }, Cancellation);

        Assert.Single(page.Entries);
        var recorded = (await log.Log.QueryAsync(new AuditQuery { Action = "audit.queried" }, Cancellation)).Entries.Single();
        Assert.Contains("\"found\"=1 \"queriedActor\"=personal:", Text(recorded.Record), StringComparison.Ordinal);
        Assert.Contains("\"queriedOutcome\"=\"0\" \"queriedText\"=personal:", Text(recorded.Record), StringComparison.Ordinal);
        // In no hexadecimal digits by chance.
        Assert.DoesNotContain("ruth", Text(recorded.Record), StringComparison.Ordinal);
        // It is evidence as long as it is kept, and can be taken away.
        var personal = log.Service<IAuditPersonalData>();
        Assert.Equal([("queriedActor", "ruth"), ("queriedText", "closed")], (await personal.ReadAsync(recorded.Index, Cancellation)).Select(static each => (each.Name, each.Value)));
        await personal.EraseAsync(recorded.Index, cancellationToken: Cancellation);
        Assert.True((await personal.VerifyAsync(Cancellation)).IsIntact);
    }

    [Fact]
    public async Task Two_processes_that_index_at_once_do_not_disturb_each_other()
    {
        await using var log = await TestLog.StartAsync(Store, _key);
        await AppendAsync(log, new Random(9), 600);
        var ends = Enumerable.Range(0, 3).Select(_ => OpenAnother()).Select(static end => new AuditSearch(end, end.ReadStateAsync)).ToList();
        var state = await Store.ReadStateAsync(Cancellation);

        var found = await Task.WhenAll(ends.Select(end => Task.Run(() => end.SearchAsync(new AuditQuery { PageSize = 500 }, state, Cancellation).AsTask(), Cancellation)));

        Assert.All(found, each => Assert.Equal(500, each.Entries.Count));
        Assert.Equal(state.Size, await Store.ReadIndexedAsync(Cancellation));
        ends.ForEach(static end => end.Dispose());
    }

    [Fact]
    public async Task Entries_that_would_leave_a_gap_are_not_indexed_and_those_that_are_there_stay()
    {
        // Whoever has the log makes room for what comes, in the index too.
        Assert.NotNull(await Store.TryAcquireAsync(Cancellation));
        await Store.IndexAsync([Entry(0, "first"), Entry(1, "first")], Cancellation);
        await Store.IndexAsync([Entry(3, "gap")], Cancellation);
        Assert.Equal(2, await Store.ReadIndexedAsync(Cancellation));

        await Store.IndexAsync([Entry(1, "second"), Entry(2, "second")], Cancellation);

        Assert.Equal(3, await Store.ReadIndexedAsync(Cancellation));
        Assert.Equal([1, 0], await Store.SearchAsync(new AuditQuery { Actor = "first" }, 3, 10, Cancellation));
        Assert.Equal([2], await Store.SearchAsync(new AuditQuery { Actor = "second" }, 3, 10, Cancellation));
        // What it has is not all that there is, and that is told from finding nothing.
        Assert.Null(await Store.SearchAsync(new AuditQuery { Actor = "second" }, 4, 10, Cancellation));
        Assert.Empty((await Store.SearchAsync(new AuditQuery { Actor = "third" }, 3, 10, Cancellation))!);
    }

    [Fact]
    public async Task An_index_that_says_something_else_than_the_log_is_not_believed()
    {
        await using var log = await TestLog.StartAsync(Store, _key);
        await log.Log.AppendAsync(new AuditEvent(Types[0]) { Actor = "ada" }, cancellationToken: Cancellation);
        await Store.IndexAsync([Entry(0, "mallory"), Entry(1, "mallory")], Cancellation);

        await Assert.ThrowsAsync<AuditIntegrityException>(async () => await log.Log.QueryAsync(new AuditQuery { Actor = "mallory" }, Cancellation));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(501)]
    public async Task A_page_that_is_none_is_refused(int size)
    {
        await using var log = await TestLog.StartAsync(Store, _key);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await log.Log.QueryAsync(new AuditQuery { PageSize = size }, Cancellation));
    }

    private static AuditIndexEntry Entry(long index, string actor) => new(index, 1, "desk.request", actor, null, AuditOutcome.Unknown, null, null, "desk request");

    private static async Task AppendAsync(TestLog log, Random random, int count)
    {
        for (var at = 0; at < count; at++)
        {
            var written = new AuditEvent(random.GetItems(Types, 1)[0])
            {
                Actor = random.Next(4) == 0 ? null : random.GetItems(Actors, 1)[0],
                Target = random.Next(3) == 0 ? null : $"request:{random.Next(6)}",
                Outcome = (AuditOutcome)random.Next(4),
                Tenant = random.Next(2) == 0 ? null : $"city {random.Next(3)}",
                Correlation = random.Next(2) == 0 ? null : $"case:{random.Next(20)}",
                Reason = random.Next(2) == 0 ? null : random.GetItems(Reasons, 1)[0],
            };
            // Not waited for one by one: batches get sizes of their own.
            await log.Log.AppendAsync(random.Next(3) == 0 ? written.With("note", random.GetItems(Reasons, 1)[0]).With("number", 42) : written, AuditAcknowledgement.Queued, Cancellation);
        }
        await log.CloseAsync(0);
    }

    private static AuditQuery AQuery(Random random, List<DateTimeOffset> times) => new()
    {
        Actor = random.Next(3) == 0 ? random.GetItems(Actors, 1)[0] : null,
        Target = random.Next(4) == 0 ? $"request:{random.Next(7)}" : null,
        Action = random.Next(3) == 0 ? random.GetItems<string>(["desk.request.closed", "desk.request.*", "desk.*", "desk.request", "town.*", "none"], 1)[0] : null,
        Outcome = random.Next(4) == 0 ? (AuditOutcome)random.Next(4) : null,
        Tenant = random.Next(4) == 0 ? $"city {random.Next(3)}" : null,
        Correlation = random.Next(8) == 0 ? $"case:{random.Next(20)}" : null,
        From = random.Next(4) == 0 ? random.GetItems<DateTimeOffset>(times.ToArray(), 1)[0] : null,
        Before = random.Next(4) == 0 ? random.GetItems<DateTimeOffset>(times.ToArray(), 1)[0] : null,
        Text = random.Next(3) == 0 ? random.GetItems(Texts, 1)[0] : null,
        OldestFirst = random.Next(2) == 0,
        IsExhaustive = random.Next(4) == 0,
        PageSize = random.GetItems<int>([7, 20, 50, 50, 500], 1)[0],
    };

    private static async Task<List<long>> FindAllAsync(IAuditLog log, AuditQuery query)
    {
        List<long> found = [];
        for (var page = await log.QueryAsync(query, Cancellation); ; page = await log.QueryAsync(query with { After = page.Next }, Cancellation))
        {
            Assert.True(page.Entries.Count <= query.PageSize);
            found.AddRange(page.Entries.Select(entry => entry.Index));
            if (page.Next is null)
                return found;
        }
    }

    private async Task<List<AuditIndexEntry>> AllAsync()
    {
        var store = OpenAnother();
        var state = await store.ReadStateAsync(Cancellation);
        var reader = new TileReader(store, state.Size);
        List<AuditIndexEntry> all = [];
        for (var index = 0L; index < state.Size; index++)
            all.Add(IndexEntries.Of(index, (await reader.ReadEntryAsync(index, Cancellation)).Span));
        return all;
    }

    private static string Text(ReadOnlyMemory<byte> bytes)
    {
        Assert.True(AuditRecord.TryRead(bytes.Span, out var record));
        return record.ToString();
    }
}
