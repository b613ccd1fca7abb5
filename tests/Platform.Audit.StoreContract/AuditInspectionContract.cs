using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Platform.Audit.Checkpoints;
using Platform.Audit.Inspection;
using Platform.Audit.Intake;
using Platform.Audit.Notes;
using Platform.Audit.Omissions;
using Platform.Audit.Records;
using Platform.Audit.Stores;
using Platform.Audit.Trees;

namespace Platform.Audit.StoreContract;

/// <summary>Whoever has the database changes whatever there is: an inspection names it, and names nothing in a log that nobody has touched.</summary>
public abstract class AuditInspectionContract : IAsyncDisposable
{
    private const long Relaying = 77;
    private const int Events = 520;

    private static readonly AuditEventType Reported = new("request.reported");

    private readonly ECDsa _key = TestLog.CreateKey();
    private long _reported;
    private long _erased;

    /// <summary>The store, new.</summary>
    protected abstract IAuditInspectedStore Store { get; }

    /// <summary>What stands before the name of a table.</summary>
    protected abstract string Prefix { get; }

    /// <summary>How the engine writes bytes.</summary>
    protected abstract string Literal(byte[] bytes);

    /// <summary>How the engine shows a column of bytes in hexadecimal digits.</summary>
    protected abstract string Hex(string column);

    /// <summary>Runs a statement as whoever owns the tables, past their guards.</summary>
    protected abstract Task<int> ExecuteAsync(string sql);

    /// <summary>The same on the index.</summary>
    protected virtual Task<int> ExecuteOnIndexAsync(string sql) => ExecuteAsync(sql);

    /// <summary>The first column of what a query finds.</summary>
    protected abstract Task<List<string>> QueryAsync(string sql);

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public virtual ValueTask DisposeAsync()
    {
        _key.Dispose();
        GC.SuppressFinalize(this);
        return default;
    }

    [Fact]
    public async Task A_log_that_nobody_has_touched_is_intact()
    {
        await FillAsync();

        var found = await InspectAsync();

        Assert.Empty(found.Findings);
        Assert.True(found.Records > Events);
        Assert.Equal((2L, 2L, 2L, 1L, 0L), (found.Nodes, found.Waiting, found.Personal, found.Erased, found.Sealed));
        Assert.Equal(found.Records, found.SignedSize);
    }

    [Fact]
    public async Task Whoever_inspects_every_night_is_told_of_this_night()
    {
        await FillAsync();
        var inspector = new AuditStoreInspector(Store);
        await ExecuteAsync($"UPDATE {Prefix}audit_log SET checkpoint = {Literal([0])}");

        Assert.Single((await inspector.InspectAsync(Cancellation)).Findings, static each => each.Part == "checkpoint");
        Assert.Single((await inspector.InspectAsync(Cancellation)).Findings, static each => each.Part == "checkpoint");
    }

    /// <summary>Nothing guards that column: whoever owns the tables empties it, and everything else fits.</summary>
    [Fact]
    public async Task Where_somebody_is_to_be_believed_and_no_checkpoint_is_there_the_signature_is_none_and_that_is_a_finding()
    {
        await FillAsync();
        await ExecuteAsync($"UPDATE {Prefix}audit_log SET checkpoint = {Literal([])}");
        using var signer = new EcdsaNoteSigner(TestLog.Origin, ECDsa.Create(_key.ExportParameters(includePrivateParameters: true)));
        using var verifier = signer.CreateVerifier();
        var policy = new CheckpointPolicy(TestLog.Origin, [verifier]);

        var young = await new AuditStoreInspector(Store, policy).InspectAsync(Cancellation);
        var old = await new AuditStoreInspector(Store, policy) { MaxUnsigned = TimeSpan.Zero }.InspectAsync(Cancellation);

        Assert.Equal((null, 0L), (young.Signature, young.SignedSize));
        Assert.Contains("records from 0 on are under no checkpoint", Assert.Single(old.Findings, static each => each.Part == "checkpoint").Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_nobody_has_begun_is_intact() => Assert.Empty((await InspectAsync()).Findings);

    [Theory]
    [InlineData("audit_records", "record", "idx = 0", "records", 0)]
    [InlineData("audit_records", "record", "idx = 300", "records", 300)]
    [InlineData("audit_records", "record", "idx = 515", "records", 515)]
    [InlineData("audit_records", "hash", "idx = 255", "records", 255)]
    [InlineData("audit_records", "hash", "idx = 517", "records", 517)]
    [InlineData("audit_nodes", "hash", "idx = 1", "nodes", 1)]
    [InlineData("audit_log", "checkpoint", "one = 1", "checkpoint", null)]
    public async Task Every_byte_that_is_changed_is_named(string table, string column, string where, string part, int? index)
    {
        await FillAsync();
        await EveryByteIsNamedAsync(table, column, where, part, index);
    }

    [Fact]
    public async Task Every_byte_of_a_root_that_is_changed_is_named()
    {
        await FillAsync();
        var index = long.Parse((await QueryAsync($"SELECT CAST(min(idx) AS text) FROM {Prefix}audit_records WHERE root IS NOT NULL AND idx > 100"))[0], CultureInfo.InvariantCulture);
        await EveryByteIsNamedAsync("audit_records", "root", $"idx = {index}", "records", index);
    }

    [Theory]
    [InlineData("content")]
    [InlineData("tag")]
    public async Task Every_byte_beside_a_record_that_is_changed_is_named(string column)
    {
        await FillAsync();
        await EveryByteIsNamedAsync("audit_personal", column, $"idx = {_reported}", "personal", _reported);
    }

    /// <summary>Of a row that waits nobody has signed anything: its form can be told, and not what it says.</summary>
    [Fact]
    public async Task What_waits_and_has_no_form_is_named()
    {
        await FillAsync();
        var id = (await QueryAsync($"SELECT CAST(max(id) AS text) FROM {Prefix}audit_intake"))[0];
        await EveryByteIsNamedAsync("audit_intake", "record", $"id = {id}", "intake", long.Parse(id, CultureInfo.InvariantCulture), only: [0, 1, 2, 3, 4, 11, 20, 27, 28, 35, 36]);
    }

    [Theory]
    [InlineData("UPDATE {0}audit_records SET idx = 100000 WHERE idx = 400", "records", 400)]
    [InlineData("UPDATE {0}audit_records SET idx = -3 WHERE idx = 400", "records", -3)]
    [InlineData("DELETE FROM {0}audit_records WHERE idx = 400", "records", 400)]
    [InlineData("DELETE FROM {0}audit_records WHERE idx >= 500", "checkpoint|store", null)]
    [InlineData("DELETE FROM {0}audit_nodes WHERE idx = 0", "nodes", 0)]
    [InlineData("UPDATE {0}audit_nodes SET idx = 9 WHERE idx = 0", "nodes", 9)]
    [InlineData("UPDATE {0}audit_nodes SET level = 2 WHERE idx = 0", "nodes", 0)]
    [InlineData("UPDATE {0}audit_nodes SET level = 0 WHERE idx = 0", "nodes", 0)]
    [InlineData("DELETE FROM {0}audit_log", "store", null)]
    [InlineData("UPDATE {0}audit_log SET version = 9", "store", null)]
    [InlineData("UPDATE {0}audit_producers SET last = last + 1", "producers", 77)]
    [InlineData("UPDATE {0}audit_producers SET last = last - 1", "producers", 77)]
    [InlineData("DELETE FROM {0}audit_personal WHERE erased_by IS NULL", "personal", null)]
    [InlineData("DELETE FROM {0}audit_personal WHERE erased_by IS NOT NULL", "personal", null)]
    [InlineData("UPDATE {0}audit_personal SET subject = 'resident:9' WHERE erased_by IS NULL", "personal", null)]
    [InlineData("UPDATE {0}audit_personal SET subject = NULL WHERE erased_by IS NULL", "personal", null)]
    [InlineData("UPDATE {0}audit_personal SET place = 3", "personal", null)]
    [InlineData("UPDATE {0}audit_personal SET idx = idx + 100000", "personal", null)]
    [InlineData("UPDATE {0}audit_personal SET erased_by = 4 WHERE erased_by IS NOT NULL", "personal", null)]
    [InlineData("UPDATE {0}audit_personal SET erased_by = 500, subject = NULL, tag = NULL, content = NULL WHERE erased_by IS NULL", "personal", null)]
    public async Task Every_row_that_was_moved_changed_or_taken_away_is_named(string sql, string part, int? index)
    {
        await FillAsync();
        Assert.NotEqual(0, await ExecuteAsync(sql.Replace("{0}", Prefix, StringComparison.Ordinal)));

        AssertNamed(await InspectAsync(), part, index);
    }

    [Theory]
    [InlineData("recorded_at = recorded_at + 1")]
    [InlineData("name = 'request.opened'")]
    [InlineData("name = NULL")]
    [InlineData("actor = 'user:2'")]
    [InlineData("target = 'request:2'")]
    [InlineData("outcome = 2")]
    [InlineData("tenant = 'other'")]
    [InlineData("correlation = 'other'")]
    public async Task Every_column_of_the_index_that_was_changed_is_named(string change)
    {
        await FillAsync();
        Assert.Equal(1, await ExecuteOnIndexAsync($"UPDATE {Prefix}audit_index SET {change} WHERE idx = 50"));

        AssertNamed(await InspectAsync(), "index", 50);
    }

    [Fact]
    public async Task What_the_index_leaves_out_is_named()
    {
        await FillAsync();
        Assert.Equal(1, await ExecuteOnIndexAsync($"DELETE FROM {Prefix}audit_index WHERE idx = 50"));

        AssertNamed(await InspectAsync(), "index", 50);
    }

    /// <summary>Of a record that was changed and one whose hash was changed, the next root says which is which.</summary>
    [Fact]
    public async Task Whether_a_record_or_its_hash_was_changed_is_told()
    {
        await FillAsync();
        await ChangeAsync("audit_records", "record", "idx = 400", at: 19);
        Assert.Contains("record 400 is not the one that was recorded", Assert.Single(Of(await InspectAsync(), "records")).Description, StringComparison.Ordinal);
        await ChangeAsync("audit_records", "record", "idx = 400", at: 19);
        await ChangeAsync("audit_records", "hash", "idx = 400", at: 3);

        Assert.Contains("the hash beside record 400 is not its hash", Assert.Single(Of(await InspectAsync(), "records")).Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_was_changed_with_its_hash_does_not_fit_what_was_stored_and_signed_with_it()
    {
        await FillAsync();
        var record = Convert.FromHexString((await QueryAsync($"SELECT {Hex("record")} FROM {Prefix}audit_records WHERE idx = 100"))[0]);
        record[50] ^= 1;
        await ExecuteAsync($"UPDATE {Prefix}audit_records SET record = {Literal(record)}, hash = {Literal(TreeHasher.HashLeaf(record).Bytes.ToArray())} WHERE idx = 100");

        var found = await InspectAsync();

        AssertNamed(found, "nodes", 0);
        AssertNamed(found, "checkpoint", null);
        // Every later root is wrong, and it is said once.
        Assert.Single(Of(found, "records"));
    }

    [Fact]
    public async Task Several_changes_are_all_named()
    {
        await FillAsync();
        foreach (var index in (long[])[3, 77, 256, 511])
            await ChangeAsync("audit_records", "record", $"idx = {index}", at: 45);

        Assert.Equal([3L, 77L, 256L, 511L], Of(await InspectAsync(), "records").Select(static each => each.Index!.Value).Distinct().Order());
    }

    [Fact]
    public async Task What_is_sealed_and_cannot_be_opened_here_is_a_finding_unless_it_is_expected()
    {
        await FillAsync();
        await ExecuteAsync($"UPDATE {Prefix}audit_personal SET content = {Literal([2, 1, 2, 3])} WHERE idx = {_reported}");

        AssertNamed(await InspectAsync(), "personal", _reported);
        var found = await InspectAsync(acceptsSealed: true);
        Assert.Empty(Of(found, "personal"));
        Assert.Equal(1, found.Sealed);
    }

    [Fact]
    public async Task A_checkpoint_by_another_key_is_named_and_without_a_key_only_what_it_says_is_compared()
    {
        await FillAsync();
        var state = await Store.ReadStateAsync(Cancellation);
        using var other = TestLog.CreateKey();
        using var signer = new EcdsaNoteSigner(TestLog.Origin, other);
        await ExecuteAsync($"UPDATE {Prefix}audit_log SET checkpoint = {Literal(new Checkpoint(TestLog.Origin, state.Size, state.Root).Sign(signer))}");

        AssertNamed(await InspectAsync(), "checkpoint", null);
        Assert.DoesNotContain((await new AuditStoreInspector(Store).InspectAsync(Cancellation)).Findings, static each => each.Part != "guards");
        await ExecuteAsync($"UPDATE {Prefix}audit_log SET checkpoint = {Literal(new Checkpoint(TestLog.Origin, state.Size - 1, state.Root).Sign(signer))}");
        AssertNamed(await new AuditStoreInspector(Store).InspectAsync(Cancellation), "checkpoint", null);
    }

    /// <summary>Where the last numbers of a host were taken away, or all of them, the log has no gap.</summary>
    [Fact]
    public async Task What_was_left_for_the_log_and_never_arrived_is_an_omission()
    {
        await FillAsync();
        // Its clock stands still: also a log that nobody has started looks, after a while, for what waits, and would take it up here.
        await using var log = TestLog.Make(Store, _key, time: new FakeTimeProvider(TimeProvider.System.GetUtcNow()));
        Assert.DoesNotContain((await log.Log.FindOmissionsAsync(TimeSpan.Zero, Cancellation)).Omissions, static each => each.Kind == AuditOmissionKind.NotArrived);
        await ((IAuditIntakeStore)Store).RelayAsync(new AuditRelay(Relaying + 1, 1, 5, [Relayed(1)]), Cancellation);

        Assert.NotEqual(0, await ExecuteAsync($"DELETE FROM {Prefix}audit_intake"));

        var report = await log.Log.FindOmissionsAsync(TimeSpan.Zero, Cancellation);
        Assert.False(report.IsComplete);
        Assert.Equal(
            [(Relaying, 3L, 3L), (Relaying + 1, 1L, 5L)],
            report.Omissions.Where(static each => each.Kind == AuditOmissionKind.NotArrived).Select(static each => (each.Producer, each.First, each.Last)).Order());
    }

    /// <summary>Records, contents, an erasure, rows that wait, numbers of a process without the log, and an index.</summary>
    protected async Task FillAsync()
    {
        var intake = (IAuditIntakeStore)Store;
        await intake.RelayAsync(new AuditRelay(Relaying, 1, 2, [Relayed(1), Relayed(2)]), Cancellation);
        await using var log = await TestLog.StartAsync(Store, _key, static options => options.MostInBatch = 40);
        await Task.WhenAll(Enumerable.Range(0, Events).Select(id => log.CloseAsync(id).AsTask()));
        var personal = log.Service<IAuditPersonalData>();
        _reported = (await ReportAsync(log, "resident:1", "ada@example.com")).Index;
        await ReportAsync(log, "resident:2", "grace@example.com");
        _erased = (await ReportAsync(log, "resident:3", "mary@example.com")).Index;
        await personal.EraseAsync(_erased, cancellationToken: Cancellation);
        await log.Log.QueryAsync(new AuditQuery { Text = "request" }, Cancellation);
        await log.StopAsync();
        await log.DisposeAsync();
        await intake.RelayAsync(new AuditRelay(Relaying, 3, 3, [Relayed(3)]), Cancellation);
        var waiting = AuditIntakeRecord.Write(new AuditEvent(Reported) { Target = "request:waiting" }, Batches.Start);
        await ExecuteAsync($"INSERT INTO {Prefix}audit_intake (record) VALUES ({Literal(waiting)})");
    }

    private static ValueTask<AuditReceipt> ReportAsync(TestLog log, string subject, string email) =>
        log.Log.AppendAsync(new AuditEvent(Reported) { Subject = subject, Target = "request:1" }.WithPersonal("email", email), cancellationToken: Cancellation);

    private static byte[] Relayed(long number)
    {
        var record = AuditIntakeRecord.Write(new AuditEvent(Reported) { Target = "request:relayed" }, Batches.Start);
        BinaryPrimitives.WriteInt64BigEndian(record.AsSpan(20), Relaying);
        BinaryPrimitives.WriteInt64BigEndian(record.AsSpan(28), number);
        return record;
    }

    private static IEnumerable<AuditFinding> Of(AuditInspection found, string part) => found.Findings.Where(each => each.Part == part);

    private static void AssertNamed(AuditInspection found, string part, long? index) =>
        Assert.True(
            found.Findings.Any(each => part.Split('|').Contains(each.Part) && (index is null || each.Index == index)),
            $"{part} {index} is not named in [{string.Join("; ", found.Findings)}].");

    private async Task<AuditInspection> InspectAsync(bool acceptsSealed = false)
    {
        using var signer = new EcdsaNoteSigner(TestLog.Origin, ECDsa.Create(_key.ExportParameters(includePrivateParameters: true)));
        using var verifier = signer.CreateVerifier();
        var found = await new AuditStoreInspector(Store, new CheckpointPolicy(TestLog.Origin, [verifier])) { AcceptsSealed = acceptsSealed }.InspectAsync(Cancellation);
        // Whoever changes something takes the guards away first; that they are missed has a test of its own.
        return found with { Findings = [.. found.Findings.Where(static each => each.Part != "guards")] };
    }

    private async Task EveryByteIsNamedAsync(string table, string column, string where, string part, long? index, int[]? only = null)
    {
        var length = (await QueryAsync($"SELECT {Hex(column)} FROM {Prefix}{table} WHERE {where}"))[0].Length / 2;
        foreach (var at in only ?? Enumerable.Range(0, length))
        {
            await ChangeAsync(table, column, where, at);
            AssertNamed(await InspectAsync(), part, index);
            await ChangeAsync(table, column, where, at);
        }
        Assert.Empty((await InspectAsync()).Findings);
    }

    /// <summary>Done twice, it is as it was.</summary>
    private async Task ChangeAsync(string table, string column, string where, int at)
    {
        var bytes = Convert.FromHexString((await QueryAsync($"SELECT {Hex(column)} FROM {Prefix}{table} WHERE {where}"))[0]);
        bytes[at] ^= 0x85;
        Assert.Equal(1, await ExecuteAsync($"UPDATE {Prefix}{table} SET {column} = {Literal(bytes)} WHERE {where}"));
    }
}
