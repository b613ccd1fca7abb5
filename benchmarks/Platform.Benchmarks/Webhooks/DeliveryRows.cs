using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Platform.Benchmarks.Gate.Rows;
using Platform.Benchmarks.Gate.Sides;
using Platform.Webhooks;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Dialing;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Signatures;

namespace Platform.Benchmarks.Webhooks;

/// <summary>What it costs to deliver, beside a loop that sends the same bytes and does nothing else.</summary>
internal static class DeliveryRows
{
    private const int BodyLength = 256;
    private const int Callers = 16;
    private const int Delivered = 20_000;
    private static readonly byte[] Body = [.. Enumerable.Repeat((byte)'x', BodyLength)];

    public static IEnumerable<GateRow> Rows() =>
    [
        Attempt("an attempt over loopback, sixteen at once", hasBody: false),
        // What most receivers say: "ok".
        Attempt("an attempt over loopback, answered with two bytes", hasBody: true),
        GateRow.QuantityRatio("published in memory, delivered over loopback", "HttpMessageInvoker", "deliveries", "/s", Noise.Timing, static async token =>
        {
            var (ours, peer) = (await DeliverAsync(token), await SendAsync(token));
            return (ours.PerSecond, peer.PerSecond);
        }),
        GateRow.Quantity(
            "published in memory, delivered over loopback", "bytes more", "B", Noise.None, static async token => (await DeliverAsync(token)).Bytes - (await SendAsync(token)).Bytes),
    ];

    private static GateRow Attempt(string name, bool hasBody) => GateRow.Throughput(
        name,
        Side.OfAsync("ours", _ => SendingAsync(hasBody), static (sending, _, token) => sending.SendAsync(token), static status => status, Callers),
        Side.OfAsync("HttpMessageInvoker", _ => BareAsync(hasBody), static (bare, _, token) => bare.SendAsync(Body, token), static status => status, Callers));

    /// <summary>All events are there when the host starts.</summary>
    private static async Task<(double PerSecond, double Bytes)> DeliverAsync(CancellationToken cancellationToken)
    {
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var count = 0;
        await using var receiver = new LoopbackReceiver(BodyLength, received: _ =>
        {
            if (Interlocked.Increment(ref count) == Delivered)
                all.TrySetResult();
        });
        await using var services = Services(receiver);
        var dispatcher = services.GetServices<IHostedService>().Single();
        await dispatcher.StartAsync(cancellationToken);
        var outbox = services.GetRequiredService<IOutbox>();
        var events = Enumerable.Range(0, Delivered).Select(static _ => new OutboxEvent("t0", Body)).ToList();
        var (begun, bytes) = (TimeProvider.System.GetTimestamp(), GC.GetTotalAllocatedBytes(precise: true));
        foreach (var each in events)
            await outbox.PublishAsync(each, cancellationToken);
        await all.Task.WaitAsync(cancellationToken);
        var (elapsed, allocated) = (TimeProvider.System.GetElapsedTime(begun), GC.GetTotalAllocatedBytes(precise: true) - bytes);
        await dispatcher.StopAsync(cancellationToken);
        return (Delivered / elapsed.TotalSeconds, allocated / (double)Delivered);
    }

    private static async Task<(double PerSecond, double Bytes)> SendAsync(CancellationToken cancellationToken)
    {
        await using var bare = await BareAsync(hasBody: false);
        var left = Delivered;
        var (begun, bytes) = (TimeProvider.System.GetTimestamp(), GC.GetTotalAllocatedBytes(precise: true));
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(
            async () =>
            {
                while (Interlocked.Decrement(ref left) >= 0)
                    await bare.SendAsync(Body, cancellationToken);
            },
            cancellationToken)));
        var elapsed = TimeProvider.System.GetElapsedTime(begun);
        return (Delivered / elapsed.TotalSeconds, (GC.GetTotalAllocatedBytes(precise: true) - bytes) / (double)Delivered);
    }

    private static ServiceProvider Services(LoopbackReceiver receiver)
    {
        var services = new ServiceCollection();
        services.AddPlatformWebhooks(options => Allow(options, receiver));
        services.AddPlatformOutbox().AddEndpoint(new WebhookEndpoint("acme", receiver.Url, WebhookSecret.Generate()));
        return services.BuildServiceProvider();
    }

    public static void Allow(PlatformWebhooksOptions options, LoopbackReceiver receiver)
    {
        options.AllowHttp = true;
        options.AllowedNetworks.Add("127.0.0.1/32");
        options.AdditionalPorts.Add(receiver.Port);
    }

    private static ValueTask<Sending> SendingAsync(bool hasBody)
    {
        var receiver = new LoopbackReceiver(BodyLength, hasBody: hasBody);
        var options = new PlatformWebhooksOptions();
        Allow(options, receiver);
        var sender = new WebhookSender(new DialGuard(options), Options.Create(options), TimeProvider.System);
        return new(new Sending(receiver, sender, new WebhookSigner(WebhookSecret.Generate())));
    }

    private static ValueTask<BareSender> BareAsync(bool hasBody) => new(new BareSender(new LoopbackReceiver(BodyLength, hasBody: hasBody)));

    private sealed record Sending(LoopbackReceiver Receiver, WebhookSender Sender, WebhookSigner Signer) : IAsyncDisposable
    {
        private readonly Uri _url = Receiver.Url;

        public async ValueTask<int?> SendAsync(CancellationToken cancellationToken) =>
            (await Sender.SendAsync(_url, Signer, "msg_1", "application/json", Body, cancellationToken)).Status;

        public async ValueTask DisposeAsync()
        {
            Sender.Dispose();
            await Receiver.DisposeAsync();
        }
    }
}
