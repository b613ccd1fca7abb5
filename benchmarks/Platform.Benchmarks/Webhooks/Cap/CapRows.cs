using System.Text;
using DotNetCore.CAP;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Platform.Benchmarks.Gate.Rows;
using Platform.Webhooks;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.PostgreSql;
using Platform.Webhooks.Signatures;

namespace Platform.Benchmarks.Webhooks.Cap;

/// <summary>
/// From publishing to a receiver on this machine, both in PostgreSQL, beside DotNetCore.CAP with a queue in memory for its broker and a
/// subscriber that sends the same bytes. Each event is a transaction of its own, and sixteen publish at once; CAP sends, receives and executes in
/// parallel, which it does not by itself, and its signature was made before.
/// </summary>
internal static class CapRows
{
    private const int BodyLength = 256;
    private const int Publishers = 16;
    private const int Unmeasured = 2_000;
    private const int Measured = 10_000;
    private const int Rounds = 3;
    private const int Connections = 32;
    private const string Topic = "request.opened";
    private static readonly string Body = new('x', BodyLength);

    public static IEnumerable<GateRow> Rows() =>
    [
        GateRow.QuantityRatio("published in PostgreSQL, delivered over loopback", "DotNetCore.CAP", "deliveries", "/s", Noise.Timing, static async token =>
        {
            List<double> ours = [], peer = [];
            for (var round = 0; round < Rounds; round++)
            {
                ours.Add(await MeasureOursAsync(token));
                peer.Add(await MeasureCapAsync(token));
            }
            return (ours.Order().ElementAt(Rounds / 2), peer.Order().ElementAt(Rounds / 2));
        }).Needing(Servers.PostgreSql),
    ];

    private static async Task<double> MeasureOursAsync(CancellationToken cancellationToken)
    {
        var schema = $"gate{Guid.NewGuid():n}";
        var counter = new Counter();
        await using var receiver = new LoopbackReceiver(BodyLength, _ => counter.Add());
        var services = new ServiceCollection();
        services.AddPlatformWebhooks(options => DeliveryRows.Allow(options, receiver));
        services.AddPlatformOutbox().UsePostgreSql(ConnectionString(), schema)
            .AddEndpoint(new WebhookEndpoint("acme", receiver.Url, WebhookSecret.Generate()));
        await using var provider = services.BuildServiceProvider();
        var (outbox, body) = (provider.GetRequiredService<IOutbox>(), Encoding.UTF8.GetBytes(Body));
        var dispatcher = provider.GetServices<IHostedService>().Single();
        await dispatcher.StartAsync(cancellationToken);
        var perSecond = await MeasureAsync(
            counter, () => outbox.PublishAsync(new OutboxEvent(Topic, body), cancellationToken).AsTask(), cancellationToken);
        await dispatcher.StopAsync(cancellationToken);
        await DropAsync(schema, cancellationToken);
        return perSecond;
    }

    private static async Task<double> MeasureCapAsync(CancellationToken cancellationToken)
    {
        var schema = $"gate{Guid.NewGuid():n}";
        var counter = new Counter();
        await using var sender = new BareSender(new LoopbackReceiver(BodyLength, _ => counter.Add()));
        var services = new ServiceCollection().AddLogging().AddSingleton(sender).AddSingleton<SendingSubscriber>();
        services.AddCap(options =>
        {
            options.UsePostgreSql(storage => (storage.ConnectionString, storage.Schema) = (ConnectionString(), schema));
            options.RegisterExtension(new MemoryTransport());
            options.EnablePublishParallelSend = true;
            options.EnableSubscriberParallelExecute = true;
            options.SubscriberParallelExecuteThreadCount = Publishers;
            options.ConsumerThreadCount = Publishers;
        });
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<IBootstrapper>().BootstrapAsync(cancellationToken);
        var publisher = provider.GetRequiredService<ICapPublisher>();
        var perSecond = await MeasureAsync(
            counter, () => publisher.PublishAsync(Topic, Body, cancellationToken: cancellationToken), cancellationToken);
        await provider.DisposeAsync();
        await DropAsync(schema, cancellationToken);
        return perSecond;
    }

    /// <returns>Deliveries in a second.</returns>
    private static async Task<double> MeasureAsync(Counter counter, Func<Task> publishAsync, CancellationToken cancellationToken)
    {
        await PublishAsync(counter, Unmeasured, publishAsync, cancellationToken);
        var begun = TimeProvider.System.GetTimestamp();
        await PublishAsync(counter, Measured, publishAsync, cancellationToken);
        return Measured / TimeProvider.System.GetElapsedTime(begun).TotalSeconds;
    }

    private static async Task PublishAsync(Counter counter, int count, Func<Task> publishAsync, CancellationToken cancellationToken)
    {
        var all = counter.Expect(count);
        await Task.WhenAll(Enumerable.Range(0, Publishers).Select(_ => Task.Run(
            async () =>
            {
                for (var published = 0; published < count / Publishers; published++)
                    await publishAsync();
            },
            cancellationToken)));
        await all.WaitAsync(TimeSpan.FromMinutes(2), cancellationToken);
    }

    private static string ConnectionString() =>
        new NpgsqlConnectionStringBuilder(ServerAddresses.PostgreSql) { MaxPoolSize = Connections }.ConnectionString;

    private static async Task DropAsync(string schema, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(ServerAddresses.PostgreSql);
        await using var drop = source.CreateCommand($"DROP SCHEMA {schema} CASCADE");
        await drop.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed class Counter
    {
        private TaskCompletionSource _all = new();
        private int _left;

        public Task Expect(int count)
        {
            _all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _left, count);
            return _all.Task;
        }

        public void Add()
        {
            if (Interlocked.Decrement(ref _left) == 0)
                _all.SetResult();
        }
    }

    internal sealed class SendingSubscriber(BareSender sender) : ICapSubscribe
    {
        [CapSubscribe(Topic)]
        public Task SendAsync(string body) => sender.SendAsync(Encoding.UTF8.GetBytes(body), CancellationToken.None).AsTask();
    }
}
