using System.Buffers.Binary;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Benchmarks.Gate.Rows;
using Platform.Webhooks;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Signatures;

namespace Platform.Benchmarks.Webhooks;

/// <summary>What receivers that take connections and answer nothing cost those that answer: how long their events take from when they are published.</summary>
internal static class IsolationRows
{
    private const int Endpoints = 100;

    /// <summary>Those behind these never hang, and are the ones that are looked at, with however many hang.</summary>
    private const int MostHanging = 50;

    private const int BodyLength = 256;
    private const int Events = 6_000;

    /// <summary>Of these connections are made, and code is compiled.</summary>
    private const int Unmeasured = 2_000;

    /// <summary>1,500 in a second: a third of what the machine can, so that what is measured is no queue of its own.</summary>
    private const int AtOnce = 15;

    private const int Rounds = 5;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(10);

    public static IEnumerable<GateRow> Rows() => [Row("one of 100 endpoints hanging", 1), Row("50 of 100 endpoints hanging", MostHanging)];

    private static GateRow Row(string name, int hanging) => GateRow.QuantityRatio(
        name, "none hanging", "p99 of others", "ms", Noise.Timing, async token =>
        {
            List<double> ours = [], none = [];
            // Code is compiled in it.
            await MeasureAsync(hanging, token);
            for (var round = 0; round < Rounds; round++)
            {
                // In turn first and second.
                if (round % 2 == 0)
                    none.Add(await MeasureAsync(0, token));
                ours.Add(await MeasureAsync(hanging, token));
                if (round % 2 == 1)
                    none.Add(await MeasureAsync(0, token));
            }
            return (ours.Order().ElementAt(Rounds / 2), none.Order().ElementAt(Rounds / 2));
        });

    /// <returns>The 99th percentile, in milliseconds.</returns>
    private static async Task<double> MeasureAsync(int hanging, CancellationToken cancellationToken)
    {
        var took = new double[Events];
        var left = Enumerable.Range(0, Events).Count(static number => number % Endpoints >= MostHanging);
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var receiver = new LoopbackReceiver(BodyLength, body =>
        {
            var number = BinaryPrimitives.ReadInt32LittleEndian(body);
            if (number % Endpoints < MostHanging)
                return;
            took[number] = TimeProvider.System.GetElapsedTime(BinaryPrimitives.ReadInt64LittleEndian(body[4..])).TotalMilliseconds;
            if (Interlocked.Decrement(ref left) == 0)
                all.TrySetResult();
        });
        await using var services = Services(receiver, hanging, out var hangs);
        await using (hangs)
        {
            var dispatcher = services.GetServices<IHostedService>().Single();
            await dispatcher.StartAsync(cancellationToken);
            var outbox = services.GetRequiredService<IOutbox>();
            for (var number = 0; number < Events; number++)
            {
                var body = new byte[BodyLength];
                BinaryPrimitives.WriteInt32LittleEndian(body, number);
                BinaryPrimitives.WriteInt64LittleEndian(body.AsSpan(4), TimeProvider.System.GetTimestamp());
                await outbox.PublishAsync(new OutboxEvent($"t{number % Endpoints}", body), cancellationToken);
                if (number % AtOnce == 0)
                    await Task.Delay(Between, TimeProvider.System, cancellationToken);
            }
            await all.Task.WaitAsync(TimeSpan.FromMinutes(1), cancellationToken);
            using var ending = new CancellationTokenSource(TimeSpan.FromSeconds(1), TimeProvider.System);
            // What hangs is cut off.
            await dispatcher.StopAsync(ending.Token);
        }
        var measured = took.Skip(Unmeasured).Where(static each => each > 0).Order().ToList();
        return measured[(int)(measured.Count * 0.99)];
    }

    private static ServiceProvider Services(LoopbackReceiver receiver, int hanging, out LoopbackReceiver hangs)
    {
        var silent = hangs = new LoopbackReceiver(BodyLength, answers: false);
        var services = new ServiceCollection();
        services.AddPlatformWebhooks(options =>
        {
            DeliveryRows.Allow(options, receiver);
            options.AdditionalPorts.Add(silent.Port);
        });
        var outbox = services.AddPlatformOutbox();
        for (var number = 0; number < Endpoints; number++)
        {
            var url = number < hanging ? silent.Url : receiver.Url;
            outbox.AddEndpoint(new WebhookEndpoint($"endpoint{number}", url, WebhookSecret.Generate()) { Types = [$"t{number}"] });
        }
        return services.BuildServiceProvider();
    }
}
