using System.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Platform.Benchmarks.Gate.Rows;
using Platform.Webhooks;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.PostgreSql;

namespace Platform.Benchmarks.Webhooks;

/// <summary>
/// An outbox that is busy while somebody has a transaction open: nothing that is deleted meanwhile can be vacuumed, and nothing that was
/// published behind it may be taken for all there is.
/// </summary>
internal static class OpenTransactionRows
{
    private const int AtOnce = 1_000;
    private const int MostWaiting = 5_000;
    private static readonly TimeSpan Unmeasured = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan For = TimeSpan.FromSeconds(15);

    public static IEnumerable<GateRow> Rows() =>
    [
        GateRow.QuantityRatio(
            "outbox in PostgreSQL, a transaction open for a quarter of a minute", "none open", "deliveries", "/s", Noise.Timing,
            static async token =>
            {
                // Code is compiled in it, and PostgreSQL's memory is filled.
                await FlowAsync(isOpen: false, Unmeasured, token);
                var none = await FlowAsync(isOpen: false, For, token);
                var open = await FlowAsync(isOpen: true, For, token) + await FlowAsync(isOpen: true, For, token);
                return (open / 2, (none + await FlowAsync(isOpen: false, For, token)) / 2);
            }).Needing(Servers.PostgreSql),
    ];

    /// <returns>Deliveries in a second.</returns>
    private static async Task<double> FlowAsync(bool isOpen, TimeSpan lasting, CancellationToken cancellationToken)
    {
        var schema = $"gate{Guid.NewGuid():n}";
        await using var source = NpgsqlDataSource.Create(ServerAddresses.PostgreSql);
        var services = new ServiceCollection();
        services.AddSingleton<Counter>();
        services.AddPlatformOutbox(static options => options.HandlerConcurrency = 32)
            .UsePostgreSql(ServerAddresses.PostgreSql, schema).AddHandler<CountingHandler>("counting", "t");
        await using var provider = services.BuildServiceProvider();
        var (counter, dispatcher) = (provider.GetRequiredService<Counter>(), provider.GetServices<IHostedService>().Single());
        await dispatcher.StartAsync(cancellationToken);
        await using var other = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = isOpen ? await other.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken) : null;
        if (transaction is not null)
        {
            // With a number of its own and with what it sees, as one that has published and waits for something else.
            await using var publish = new NpgsqlCommand(Insert(schema, 1), other, transaction);
            await publish.ExecuteNonQueryAsync(cancellationToken);
        }
        await using var insert = source.CreateCommand(Insert(schema, AtOnce));
        var (published, begun) = (0, TimeProvider.System.GetTimestamp());
        while (TimeProvider.System.GetElapsedTime(begun) < lasting)
        {
            if (published - counter.Count > MostWaiting)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancellationToken);
                continue;
            }
            published += await insert.ExecuteNonQueryAsync(cancellationToken);
        }
        var perSecond = counter.Count / TimeProvider.System.GetElapsedTime(begun).TotalSeconds;
        if (transaction is not null)
            await transaction.CommitAsync(cancellationToken);
        await dispatcher.StopAsync(cancellationToken);
        await using var drop = source.CreateCommand($"DROP SCHEMA {schema} CASCADE");
        await drop.ExecuteNonQueryAsync(cancellationToken);
        return perSecond;
    }

    private static string Insert(string schema, int count) => $"""
        INSERT INTO {schema}.outbox_event (message_id, type, content_type, occurred_at, body)
        SELECT 'msg_' || n, 't', 'application/json', 0, convert_to(repeat('x', 200), 'UTF8') FROM generate_series(1, {count}) AS n
        """;

    private sealed class Counter
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public void Add() => Interlocked.Increment(ref _count);
    }

    private sealed class CountingHandler(Counter counter) : IOutboxHandler
    {
        public ValueTask HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
        {
            counter.Add();
            return default;
        }
    }
}
