using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Platform.Benchmarks.Gate.Rows;
using Platform.Webhooks;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Stores;
using Platform.Webhooks.PostgreSql;

namespace Platform.Benchmarks.Webhooks;

/// <summary>The outbox in PostgreSQL beside the loop that one would write by hand: 64 rows of a queue claimed with SKIP LOCKED, then deleted, and nobody called.</summary>
internal static class OutboxRows
{
    private const int Deliveries = 50_000;
    private const int Lanes = 10;
    private const int Claimed = 64;
    private static readonly TimeSpan MeasuredIdle = TimeSpan.FromSeconds(5);

    public static IEnumerable<GateRow> Rows() =>
    [
        GateRow.QuantityRatio("outbox in PostgreSQL, 50,000 due deliveries drained", "64 rows by hand", "deliveries", "/s", Noise.Timing, DrainAsync).Needing(Servers.PostgreSql),
        GateRow.Quantity("outbox in PostgreSQL, asked while nothing happens", "queries", "queries", Noise.None, IdleAsync).Needing(Servers.PostgreSql),
    ];

    private static async ValueTask<(double Ours, double Peer)> DrainAsync(CancellationToken cancellationToken) =>
        (await DrainOutboxAsync(cancellationToken), await DrainByHandAsync(cancellationToken));

    private static async Task<double> DrainOutboxAsync(CancellationToken cancellationToken)
    {
        var schema = $"gate{Guid.NewGuid():n}";
        await using var services = Services(schema);
        await using var source = Source();
        var store = services.GetRequiredService<IOutboxStore>();
        for (var lane = 0; lane < Lanes; lane++)
            await store.OpenLaneAsync(new LaneDefinition($"lane{lane}", [$"t{lane}"]), cancellationToken);
        await ExecuteAsync(source, $"""
            INSERT INTO {schema}.outbox_event (message_id, type, content_type, occurred_at, body)
            SELECT 'msg_' || n, 't' || (n % {Lanes}), 'application/json', 0, convert_to(repeat('x', 200), 'UTF8') FROM generate_series(1, {Deliveries}) AS n
            """, cancellationToken);
        var now = TimeProvider.System.GetUtcNow();
        while (await store.RouteAsync(now, 10_000, cancellationToken) > 0)
        {
        }
        await ExecuteAsync(source, $"ANALYZE {schema}.outbox_delivery", cancellationToken);

        var counter = services.GetRequiredService<Counter>();
        var dispatcher = services.GetServices<IHostedService>().Single();
        var begun = TimeProvider.System.GetTimestamp();
        await dispatcher.StartAsync(cancellationToken);
        await counter.All.Task.WaitAsync(cancellationToken);
        // Until they are written down, too.
        await dispatcher.StopAsync(cancellationToken);
        var elapsed = TimeProvider.System.GetElapsedTime(begun);
        var left = (await store.MeasureAsync(cancellationToken)).Sum(lane => lane.Waiting);
        await ExecuteAsync(source, $"DROP SCHEMA {schema} CASCADE", cancellationToken);
        return left == 0 ? Deliveries / elapsed.TotalSeconds : throw new InvalidOperationException($"{left} deliveries are left.");
    }

    private static async Task<double> DrainByHandAsync(CancellationToken cancellationToken)
    {
        var table = $"gate_queue_{Guid.NewGuid():n}";
        await using var source = Source();
        await ExecuteAsync(source, $"""
            CREATE TABLE {table} (id bigint PRIMARY KEY, due_at timestamptz NOT NULL, claimed_until timestamptz, body bytea NOT NULL) WITH (fillfactor = 70);
            CREATE INDEX ON {table} (due_at);
            INSERT INTO {table} SELECT n, now(), NULL, convert_to(repeat('x', 200), 'UTF8') FROM generate_series(1, {Deliveries}) AS n;
            ANALYZE {table}
            """, cancellationToken);
        var begun = TimeProvider.System.GetTimestamp();
        await using (var connection = await source.OpenConnectionAsync(cancellationToken))
        {
            await using var claim = new NpgsqlCommand(
                $"""
                UPDATE {table} SET claimed_until = now() + interval '30 seconds' WHERE id IN (
                    SELECT id FROM {table} WHERE due_at <= now() AND (claimed_until IS NULL OR claimed_until < now()) ORDER BY due_at LIMIT {Claimed} FOR UPDATE SKIP LOCKED)
                RETURNING id, body
                """, connection);
            await using var complete = new NpgsqlCommand($"DELETE FROM {table} WHERE id = ANY ($1)", connection);
            var ids = new NpgsqlParameter<long[]>();
            complete.Parameters.Add(ids);
            await claim.PrepareAsync(cancellationToken);
            List<long> claimed = [];
            do
            {
                claimed.Clear();
                await using (var reader = await claim.ExecuteReaderAsync(cancellationToken))
                {
                    while (await reader.ReadAsync(cancellationToken))
                        claimed.Add(reader.GetFieldValue<byte[]>(1).Length == 200 ? reader.GetInt64(0) : throw new InvalidOperationException("Another body."));
                }
                ids.TypedValue = [.. claimed];
                await complete.ExecuteNonQueryAsync(cancellationToken);
            }
            while (claimed.Count > 0);
        }
        var elapsed = TimeProvider.System.GetElapsedTime(begun);
        await ExecuteAsync(source, $"DROP TABLE {table}", cancellationToken);
        return Deliveries / elapsed.TotalSeconds;
    }

    /// <summary>Statements of the whole database in five seconds, with one outbox that has nothing to do. What is asked by who measures is taken off.</summary>
    private static async ValueTask<double> IdleAsync(CancellationToken cancellationToken)
    {
        var schema = $"gate{Guid.NewGuid():n}";
        await using var services = Services(schema);
        await using var source = Source();
        var dispatcher = services.GetServices<IHostedService>().Single();
        await dispatcher.StartAsync(cancellationToken);
        await services.GetRequiredService<IOutbox>().PublishAsync(new OutboxEvent("t0", default), cancellationToken);
        // Until what the event set off has calmed down.
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, cancellationToken);
        var before = await LastQueriesAsync(source, cancellationToken);
        await Task.Delay(MeasuredIdle, TimeProvider.System, cancellationToken);
        var after = await LastQueriesAsync(source, cancellationToken);
        await dispatcher.StopAsync(cancellationToken);
        await ExecuteAsync(source, $"DROP SCHEMA {schema} CASCADE", cancellationToken);
        return after.Except(before).Count();
    }

    /// <summary>When each other connection was last asked something.</summary>
    private static async Task<HashSet<(int, DateTime)>> LastQueriesAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("SELECT pid, query_start FROM pg_stat_activity WHERE application_name = 'gate outbox' AND query_start IS NOT NULL");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        HashSet<(int, DateTime)> queries = [];
        while (await reader.ReadAsync(cancellationToken))
            queries.Add((reader.GetInt32(0), reader.GetDateTime(1)));
        return queries;
    }

    private static ServiceProvider Services(string schema)
    {
        var services = new ServiceCollection();
        services.AddSingleton<Counter>();
        var builder = services.AddPlatformOutbox(static options => options.HandlerConcurrency = 32)
            .UsePostgreSql(new NpgsqlConnectionStringBuilder(ServerAddresses.PostgreSql) { ApplicationName = "gate outbox" }.ConnectionString, schema);
        for (var lane = 0; lane < Lanes; lane++)
            builder.AddHandler<CountingHandler>($"lane{lane}", $"t{lane}");
        return services.BuildServiceProvider();
    }

    private static NpgsqlDataSource Source() => NpgsqlDataSource.Create(ServerAddresses.PostgreSql);

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 300;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed class Counter
    {
        private int _count;

        public TaskCompletionSource All { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Add(int length)
        {
            if (length == 200 && Interlocked.Increment(ref _count) == Deliveries)
                All.SetResult();
        }
    }

    private sealed class CountingHandler(Counter counter) : IOutboxHandler
    {
        public ValueTask HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
        {
            counter.Add(message.Body.Length);
            return default;
        }
    }
}
