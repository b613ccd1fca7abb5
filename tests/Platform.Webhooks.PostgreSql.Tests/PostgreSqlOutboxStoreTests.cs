using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.Testing;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Redelivery;
using Platform.Webhooks.Outbox.Stores;
using Platform.Webhooks.StoreContract;

namespace Platform.Webhooks.PostgreSql.Tests;

public sealed class Database() : PostgreSqlDatabase(static text => new NpgsqlConnection(text));

public sealed class PostgreSqlOutboxStoreTests(Database database) : TransactionalOutboxContract, IClassFixture<Database>
{
    private readonly string _schema = $"s{Guid.NewGuid():n}";
    private readonly List<PostgreSqlOutboxStore> _stores = [];

    protected override IOutboxStore Store => _stores is [var first, ..] ? first : OpenAnother();

    protected override string Deliveries => $"{_schema}.outbox_delivery";

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var store in _stores)
            await store.DisposeAsync();
    }

    protected override async Task<DbConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Cancellation);
        return connection;
    }

    [Fact]
    public async Task Places_are_given_in_the_order_of_commits_and_not_of_inserts()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        await using var one = await ConnectAsync();
        await using var two = await ConnectAsync();
        await using var first = await one.BeginTransactionAsync(Cancellation);
        await using var second = await two.BeginTransactionAsync(Cancellation);
        await Outbox.PublishAsync(new OutboxEvent("inserted-first", default), first, Cancellation);
        await Outbox.PublishAsync(new OutboxEvent("inserted-second", default), second, Cancellation);
        await second.CommitAsync(Cancellation);
        Assert.Equal(1, await RouteAsync());
        await first.CommitAsync(Cancellation);
        Assert.Equal(1, await RouteAsync());

        var lease = await ClaimAsync("all");
        Assert.Equal(["inserted-second", "inserted-first"], (await FetchAsync(lease)).OrderBy(message => message.Place).Select(message => message.Type));
    }

    [Fact]
    public async Task Routing_begins_behind_what_it_has_routed_but_not_behind_who_commits_late()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        await using var store = new PostgreSqlOutboxStore(NpgsqlDataSource.Create(database.ConnectionString), _schema, ownsDataSource: true)
        {
            Mark = new RoutingMark(TimeSpan.Zero, TimeSpan.FromHours(1), TimeProvider.System),
        };
        await using var connection = await ConnectAsync();
        await using var reading = await ConnectAsync();
        await using var open = await reading.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, Cancellation);
        await Outbox.PublishAsync(new OutboxEvent("open", default), open, Cancellation);
        await using (var late = await connection.BeginTransactionAsync(Cancellation))
        {
            await Outbox.PublishAsync(new OutboxEvent("late", default), late, Cancellation);
            await using (var immediate = connection.CreateCommand())
            {
                // Has its place from now on, as every transaction has in the moment of its commit.
                (immediate.Transaction, immediate.CommandText) = (late, "SET CONSTRAINTS ALL IMMEDIATE");
                await immediate.ExecuteNonQueryAsync(Cancellation);
            }
            for (var number = 0; number < 10; number++)
            {
                await PublishAsync("early");
                Assert.Equal(1, await store.RouteAsync(Start, 1_000, Cancellation));
                Assert.Equal(0, await store.RouteAsync(Start, 1_000, Cancellation));
            }
            Assert.Equal(0, store.Mark.Begin().After);
            await late.CommitAsync(Cancellation);
        }

        Assert.Equal(1, await store.RouteAsync(Start, 1_000, Cancellation));
        for (var number = 0; number < 5; number++)
            Assert.Equal(0, await store.RouteAsync(Start, 1_000, Cancellation));
        // Who has published and not yet committed has no place, and holds up nothing.
        Assert.True(store.Mark.Begin().After > 10);
        await open.CommitAsync(Cancellation);
        Assert.Equal(1, await store.RouteAsync(Start, 1_000, Cancellation));
        Assert.Equal(12, (await FetchAsync(await ClaimAsync("all"))).Count);
    }

    [Fact]
    public async Task Processes_that_begin_at_the_same_time_make_the_tables_once()
    {
        var stores = Enumerable.Range(0, 8).Select(_ => OpenAnother()).ToList();

        await Task.WhenAll(stores.Select(store => Task.Run(() => store.PrepareAsync(Cancellation).AsTask(), Cancellation)));

        Assert.Empty(await Store.MeasureAsync(Cancellation));
    }

    [Fact]
    public async Task Of_many_that_claim_at_once_one_holds_each_lane_and_nobody_waits_for_another()
    {
        for (var lane = 0; lane < 20; lane++)
            await OpenAsync(new LaneDefinition($"lane{lane}", ["*"]));
        await PublishAsync("opened");
        await RouteAsync();
        string[] names = [.. Enumerable.Range(0, 20).Select(lane => $"lane{lane}")];

        var claims = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Store.ClaimAsync(names, Start, Lease, Cancellation).AsTask(), Cancellation)));

        var claimed = claims.SelectMany(claim => claim).Select(lease => lease.Name).ToList();
        Assert.Equal(claimed.Distinct().Count(), claimed.Count);
        Assert.Equal(20, claimed.Count + (await Store.ClaimAsync(names, Start, Lease, Cancellation)).Count);
    }

    [Fact]
    public async Task Days_that_nobody_needs_are_dropped_as_partitions_and_coming_ones_are_made()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        await ExecuteAsync($"CREATE TABLE {_schema}.outbox_event_20260101 PARTITION OF {_schema}.outbox_event FOR VALUES FROM ('2026-01-01') TO ('2026-01-02')");
        await ExecuteAsync($"CREATE TABLE {_schema}.outbox_event_20260102 PARTITION OF {_schema}.outbox_event FOR VALUES FROM ('2026-01-02') TO ('2026-01-03')");
        await ExecuteAsync($"INSERT INTO {_schema}.outbox_event (day, message_id, type, content_type, occurred_at, body) VALUES ('2026-01-01', 'msg_1', 'done', 'text/plain', 0, ''), ('2026-01-02', 'msg_2', 'waiting', 'text/plain', 0, '')");
        await RouteAsync();
        var lease = await ClaimAsync("all");
        await CompleteAsync(lease, (await FetchAsync(lease)).Single(message => message.Type == "done").Place, DeliveryVerdict.Done);

        await Store.TrimAsync(Start, Start, Cancellation);

        Assert.Equal(["outbox_event_20260102", "outbox_event_20260302", "outbox_event_20260303", "outbox_event_20260304"], await PartitionsAsync());
        Assert.Equal("waiting", Assert.Single(await FetchAsync(lease)).Type);
        await CompleteAsync(lease, (await FetchAsync(lease))[0].Place, DeliveryVerdict.Done);
        await Store.TrimAsync(Start, Start, Cancellation);
        Assert.Equal(["outbox_event_20260302", "outbox_event_20260303", "outbox_event_20260304"], await PartitionsAsync());
    }

    [Fact]
    public async Task A_day_over_which_a_redelivery_still_goes_is_not_dropped_until_it_has_ended()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        await ExecuteAsync($"CREATE TABLE {_schema}.outbox_event_20260101 PARTITION OF {_schema}.outbox_event FOR VALUES FROM ('2026-01-01') TO ('2026-01-02')");
        await InsertAsync("2026-01-01", "msg_1", 1_000);
        await RouteAsync();
        var lease = await ClaimAsync("all");
        await CompleteAsync(lease, (await FetchAsync(lease))[0].Place, DeliveryVerdict.Done);
        var job = await ((IRedeliveryStore)Store).StartAsync(new RedeliveryRequest("all", RedeliveryScope.Everything, DateTimeOffset.UnixEpoch,
            Start.AddDays(1)), Start, Cancellation);

        await Store.TrimAsync(Start, Start, Cancellation);
        Assert.Contains("outbox_event_20260101", await PartitionsAsync());
        // One that has not come to its end in as long as events are kept keeps them no longer.
        await Store.TrimAsync(Start.AddTicks(10), Start, Cancellation);
        Assert.DoesNotContain("outbox_event_20260101", await PartitionsAsync());
        Assert.Null(job!.EndedAt);
    }

    [Fact]
    public async Task A_lane_whose_row_somebody_has_locked_holds_up_no_other()
    {
        await OpenAsync(new LaneDefinition("locked", ["*"]));
        await OpenAsync(new LaneDefinition("free", ["*"]));
        await PublishAsync("opened");
        await PublishAsync("opened");
        await RouteAsync();
        var (locked, free) = (await ClaimAsync("locked"), await ClaimAsync("free"));
        List<DeliveryResult> results = [];
        foreach (var (lease, verdict) in ((LaneLease, DeliveryVerdict)[])[(locked, DeliveryVerdict.Retry), (free, DeliveryVerdict.Done)])
            results.AddRange((await FetchAsync(lease)).Select(message => new DeliveryResult(lease, message.Place, verdict, Start, "no")));
        await using var connection = await ConnectAsync();
        await using (var operators = await connection.BeginTransactionAsync(Cancellation))
        {
            await using var update = connection.CreateCommand();
            update.Transaction = operators;
#pragma warning disable CA2100 // A name that was made above.
            update.CommandText = $"UPDATE {_schema}.outbox_lane SET health = health WHERE name = 'locked'";
#pragma warning restore CA2100
            await update.ExecuteNonQueryAsync(Cancellation);

            var written = await Store.CompleteAsync(results, Start, Cancellation);
            Assert.Equal([free.Lane], written);
            Assert.Equal([locked.Lane], written.Unknown);
            var renewed = await Store.RenewAsync([locked, free], Start, Lease, Cancellation);
            Assert.Equal([free.Lane], renewed);
            Assert.Equal([locked.Lane], renewed.Unknown);
            Assert.Equal([0, 2], (await Store.MeasureAsync(Cancellation)).Select(lane => lane.Waiting));
        }

        Assert.Equal([locked.Lane], await Store.CompleteAsync([.. results.Where(result => result.Lease == locked)], Start, Cancellation));
        Assert.Equal([2, 2], (await FetchAsync(locked)).Select(message => message.Attempt));
    }

    [Fact]
    public async Task A_redelivery_looks_at_the_days_of_its_time_and_one_to_either_side()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        await using var store = new PostgreSqlOutboxStore(NpgsqlDataSource.Create(database.ConnectionString), _schema, ownsDataSource: true);
        foreach (var (day, number) in ((string, int)[])[("2026-02-27", 1), ("2026-02-28", 2), ("2026-03-01", 3), ("2026-03-02", 4), ("2026-03-03", 5)])
            await InsertAsync(day, $"msg_{number}", Start.ToUnixTimeMilliseconds() * 1_000);
        await RouteAsync();
        var lease = await ClaimAsync("all");
        foreach (var message in await FetchAsync(lease))
            await CompleteAsync(lease, message.Place, DeliveryVerdict.Done);
        await Store.ReleaseAsync([lease], Cancellation);
        var request = new RedeliveryRequest("all", RedeliveryScope.Everything, Start, Start.AddHours(1));

        Assert.Equal(3, (await store.EstimateAsync(request, Start, Cancellation))!.Count);
        await store.StartAsync(request, Start, Cancellation);
        Assert.Equal(new RedeliveryProgress(0, 3, false), await store.StepAsync(Start, Cancellation));
        Assert.Equal(["msg_2", "msg_3", "msg_4"], (await FetchAsync(await ClaimAsync("all"))).Select(message => message.Id));
    }

    [Fact]
    public async Task A_day_into_which_somebody_still_publishes_is_left_for_the_next_time()
    {
        await Store.PrepareAsync(Cancellation);
        await ExecuteAsync($"CREATE TABLE {_schema}.outbox_event_20260101 PARTITION OF {_schema}.outbox_event FOR VALUES FROM ('2026-01-01') TO ('2026-01-02')");
        await using var connection = await ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await using var insert = connection.CreateCommand();
        insert.Transaction = transaction;
#pragma warning disable CA2100 // A name that was made above.
        insert.CommandText = $"INSERT INTO {_schema}.outbox_event (day, message_id, type, content_type, occurred_at, body) VALUES ('2026-01-01', 'msg_1', 'late', 'text/plain', 0, '')";
#pragma warning restore CA2100
        await insert.ExecuteNonQueryAsync(Cancellation);

        await Store.TrimAsync(Start, Start, Cancellation);
        await transaction.CommitAsync(Cancellation);
        await Store.TrimAsync(Start, Start, Cancellation);

        Assert.Contains("outbox_event_20260101", await PartitionsAsync());
        Assert.Equal(1, await RouteAsync());
    }

    [Fact]
    public async Task Whoever_may_insert_events_and_nothing_else_can_publish()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        var user = $"u{Guid.NewGuid():n}";
        await ExecuteAsync($"CREATE ROLE {user} LOGIN PASSWORD 'secret'; GRANT USAGE ON SCHEMA {_schema} TO {user}; GRANT INSERT ON {_schema}.outbox_event TO {user}; GRANT USAGE ON SEQUENCE {_schema}.outbox_event_id TO {user}");
        try
        {
            await using (var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = user, Password = "secret", Pooling = false }.ConnectionString))
            {
                await connection.OpenAsync(Cancellation);
                await using var transaction = await connection.BeginTransactionAsync(Cancellation);
                await Outbox.PublishAsync(new OutboxEvent("opened", default), transaction, Cancellation);
                await transaction.CommitAsync(Cancellation);
            }
            await using (var store = new PostgreSqlOutboxStore(
                NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = user, Password = "secret", Pooling = false }.ConnectionString), _schema, ownsDataSource: true))
                await store.PublishAsync(OutboxRecord.Of(new OutboxEvent("opened", default), Start), Cancellation);
            Assert.Equal(2, await RouteAsync());
        }
        finally
        {
            await ExecuteAsync($"DROP OWNED BY {user}; DROP ROLE {user}");
        }
    }

    [Fact]
    public async Task A_schema_with_the_longest_name_works_and_is_listened_to()
    {
        await using var store = new PostgreSqlOutboxStore(NpgsqlDataSource.Create(database.ConnectionString), new string('a', 63), ownsDataSource: true);
        await store.PrepareAsync(Cancellation);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var calls = 0;
        var listening = store.ListenAsync(() => Interlocked.Increment(ref calls), ending.Token);
        for (var tries = 0; Volatile.Read(ref calls) < 2; tries++)
        {
            Assert.True(tries < 1_000, "Nothing was heard.");
            await store.PublishAsync(OutboxRecord.Of(new OutboxEvent("opened", default), Start), Cancellation);
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
        }
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
    }

    [Fact]
    public async Task What_a_newer_package_wrote_is_refused()
    {
        await Store.PrepareAsync(Cancellation);
        await ExecuteAsync($"UPDATE {_schema}.outbox SET version = 3");

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(async () => await OpenAnother().PrepareAsync(Cancellation));

        Assert.Contains("is of version 3, and this package knows version 2", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_an_older_package_wrote_is_brought_up_and_keeps_what_is_in_it(bool hasReceivers)
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        await PublishAsync("opened");
        if (!hasReceivers)
            await ExecuteAsync($"DROP TABLE {_schema}.outbox_endpoint, {_schema}.outbox_endpoint_change, {_schema}.outbox_attempt");
        await ExecuteAsync($"""
            {Older} DROP INDEX IF EXISTS {_schema}.outbox_attempt_age;
            """);
        // Whoever publishes at this moment, and for long, holds nobody up.
        await using var publishing = await ConnectAsync();
        await using var transaction = await publishing.BeginTransactionAsync(Cancellation);
        await using (var insert = publishing.CreateCommand())
        {
#pragma warning disable CA2100 // A name that was made above.
            insert.CommandText = $"INSERT INTO {_schema}.outbox_event (message_id, type, content_type, occurred_at, body) VALUES ('msg_1', 'opened', 'text/plain', 0, '')";
#pragma warning restore CA2100
            insert.Transaction = transaction;
            await insert.ExecuteNonQueryAsync(Cancellation);
        }

        // Of several who come at once one does it.
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OpenAnother()).ToList().Select(store => Task.Run(
            () => store.PrepareAsync(Cancellation).AsTask(), Cancellation)));

        await transaction.CommitAsync(Cancellation);
        Assert.Equal(2, await RouteAsync());
        Assert.Equal(2, Assert.Single(await Store.MeasureAsync(Cancellation)).Waiting);
        Assert.True(await Store.SwitchAsync("all", isDisabled: true, Cancellation));
        Assert.Empty(await ((IEndpointStore)OpenAnother()).ReadChangedEndpointsAsync(0, 10, Cancellation));
        Assert.Empty(await ((IAttemptStore)OpenAnother()).ListAttemptsAsync("ep_1", null, 10, Cancellation));
    }

    [Fact]
    public async Task What_an_operator_had_disabled_by_the_package_before_is_barred_and_that_package_cannot_enable_it()
    {
        await OpenLanesOfEachStateAsync();
        await OpenAsync(new LaneDefinition("own", ["*"]));
        await Store.SwitchAsync("own", isDisabled: true, Cancellation);
        await ExecuteAsync(Older);

        Assert.Equal(LanesOfEachState, await StatesOfLanesAsync(OpenAnother()));

        // As a process of that package does when the tenant resumes it.
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(
            $"UPDATE {_schema}.outbox_lane SET is_disabled = false, held_back_until = 0, health = NULL WHERE name = 'ep_off'"));
        Assert.Equal(PostgresErrorCodes.CheckViolation, refusal.SqlState);
        await ExecuteAsync(
            $"UPDATE {_schema}.outbox_lane SET is_disabled = false, held_back_until = 0, health = NULL WHERE name = 'ep_paused'");
        foreach (var name in (string[])["ep_off", "own"])
            Assert.True(await OpenAnother().SwitchAsync(name, isDisabled: false, Cancellation));
        Assert.Equal((false, false), (await StatesOfLanesAsync(OpenAnother())).Where(static each => each.Id == "ep_off")
            .Select(static each => (each.IsDisabled, each.IsBarred)).Single());
    }

    [Fact]
    public async Task Whoever_brings_a_store_up_while_a_dump_runs_keeps_nobody_waiting_behind_him()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        await ExecuteAsync(Older);
        await using var dumping = await ConnectAsync();
        await using var dump = await dumping.BeginTransactionAsync(Cancellation);
        await using (var lockTable = dumping.CreateCommand())
        {
#pragma warning disable CA2100 // A name that was made above.
            lockTable.CommandText = $"LOCK TABLE {_schema}.outbox_lane IN ACCESS SHARE MODE";
#pragma warning restore CA2100
            lockTable.Transaction = dump;
            await lockTable.ExecuteNonQueryAsync(Cancellation);
        }

        var bringing = Task.Run(() => OpenAnother().PrepareAsync(Cancellation).AsTask(), Cancellation);
        await UntilAsync($"SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted AND relation = '{_schema}.outbox_lane'::regclass)");
        // Behind it in the queue, and at once when it gives way; the dump goes on.
        await ExecuteAsync($"SET statement_timeout = '20s'; UPDATE {_schema}.outbox_lane SET fence = fence + 1");
        Assert.False(bringing.IsCompleted);
        await dump.CommitAsync(Cancellation);

        await bringing;
        Assert.False(Assert.Single(await OpenAnother().MeasureAsync(Cancellation)).IsDisabled);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Upper")]
    [InlineData("x; DROP TABLE y")]
    public void A_schema_that_is_no_plain_name_is_refused(string schema) =>
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddPlatformOutbox().UsePostgreSql("Host=localhost", schema));

    [Fact]
    public void A_connection_string_that_cannot_be_read_is_refused_at_once() =>
        Assert.ThrowsAny<ArgumentException>(() => new ServiceCollection().AddPlatformOutbox().UsePostgreSql("Hots=localhost"));

    /// <summary>Makes the tables those of version 1.</summary>
    private string Older => $"""
        ALTER TABLE {_schema}.outbox_lane DROP COLUMN is_barred, DROP COLUMN is_closing; UPDATE {_schema}.outbox SET version = 1;
        """;

    private async Task UntilAsync(string isSo)
    {
        await using var connection = await ConnectAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A name that was made above.
        command.CommandText = isSo;
#pragma warning restore CA2100
        var begun = TimeProvider.System.GetTimestamp();
        while (!(bool)(await command.ExecuteScalarAsync(Cancellation))!)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(30), "It never came to it.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancellation);
        }
    }

    private PostgreSqlOutboxStore OpenAnother()
    {
        // The contract publishes by a clock of its own; the days are the server's.
        var store = new PostgreSqlOutboxStore(NpgsqlDataSource.Create(database.ConnectionString), _schema, ownsDataSource: true) { MostDaysOff = 10_000 };
        _stores.Add(store);
        return store;
    }

    private Task InsertAsync(string day, string id, long occurredAt) => ExecuteAsync(
        $"INSERT INTO {_schema}.outbox_event (day, message_id, type, content_type, occurred_at, body) "
        + $"VALUES ('{day}', '{id}', 'opened', 'text/plain', {occurredAt}, '')");

    private async Task<List<string>> PartitionsAsync()
    {
        await using var connection = await ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind = 'r' AND relname ~ '^outbox_event_\\d' AND nspname = @schema ORDER BY relname";
        command.Parameters.Add(new NpgsqlParameter("schema", _schema));
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        List<string> names = [];
        while (await reader.ReadAsync(Cancellation))
            names.Add(reader.GetString(0));
        return names;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Names that were made above.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
