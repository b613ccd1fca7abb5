using System.Buffers.Binary;
using System.Net.Http.Headers;
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

/// <summary>What it costs to deliver, beside a loop that sends the same bytes and does nothing else; and what receivers that hang cost the others.</summary>
internal static class DeliveryRows
{
    private const int BodyLength = 256;
    private const int Callers = 16;
    private const int Delivered = 20_000;
    private const int Endpoints = 100;
    private const int Rounds = 60;
    private static readonly TimeSpan BetweenRounds = TimeSpan.FromMilliseconds(50);
    private static readonly byte[] Body = [.. Enumerable.Repeat((byte)'x', BodyLength)];

    public static IEnumerable<GateRow> Rows() =>
    [
        GateRow.Throughput("an attempt over loopback, sixteen at once",
            Side.OfAsync("ours", SendingAsync, static (sending, _, token) => sending.SendAsync(token), static status => status, Callers),
            Side.OfAsync("HttpMessageInvoker", BareAsync, static (bare, _, token) => bare.SendAsync(token), static status => status, Callers)),
        GateRow.QuantityRatio("published in memory, delivered over loopback", "HttpMessageInvoker", "deliveries", "/s", Noise.Timing, static async token =>
        {
            var (ours, peer) = (await DeliverAsync(token), await SendAsync(token));
            return (ours.PerSecond, peer.PerSecond);
        }),
        GateRow.Quantity(
            "published in memory, delivered over loopback", "bytes more", "B", Noise.None, static async token => (await DeliverAsync(token)).Bytes - (await SendAsync(token)).Bytes),
        Hanging("one of a hundred receivers hangs, the others' p99", 1),
        Hanging("fifty of a hundred receivers hang, the others' p99", 50),
    ];

    private static GateRow Hanging(string name, int hanging) => GateRow.QuantityRatio(
        name, "none hangs", "latency", "ms", Noise.Timing, async token => (await P99Async(hanging, token), await P99Async(0, token)));

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
        await using var services = Services([receiver], static number => $"t{number}");
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
        await using var bare = await BareAsync(cancellationToken);
        var left = Delivered;
        var (begun, bytes) = (TimeProvider.System.GetTimestamp(), GC.GetTotalAllocatedBytes(precise: true));
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(
            async () =>
            {
                while (Interlocked.Decrement(ref left) >= 0)
                    await bare.SendAsync(cancellationToken);
            },
            cancellationToken)));
        var elapsed = TimeProvider.System.GetElapsedTime(begun);
        return (Delivered / elapsed.TotalSeconds, (GC.GetTotalAllocatedBytes(precise: true) - bytes) / (double)Delivered);
    }

    /// <summary>From publishing to arrival, for receivers that answer, while events come at a steady rate that leaves the machine half idle.</summary>
    private static async Task<double> P99Async(int hanging, CancellationToken cancellationToken)
    {
        var latencies = new List<double>();
        void Arrived(ReadOnlySpan<byte> body)
        {
            var elapsed = TimeProvider.System.GetElapsedTime(BinaryPrimitives.ReadInt64LittleEndian(body));
            lock (latencies)
                latencies.Add(elapsed.TotalMilliseconds);
        }

        var receivers = Enumerable.Range(0, Endpoints)
            .Select(number => new LoopbackReceiver(BodyLength, hangs: number < hanging, received: number < 50 ? null : Arrived)).ToList();
        await using var services = Services(receivers, static _ => "t");
        var dispatcher = services.GetServices<IHostedService>().Single();
        await dispatcher.StartAsync(cancellationToken);
        var outbox = services.GetRequiredService<IOutbox>();
        for (var round = 0; round < Rounds; round++)
        {
            var body = new byte[BodyLength];
            BinaryPrimitives.WriteInt64LittleEndian(body, TimeProvider.System.GetTimestamp());
            await outbox.PublishAsync(new OutboxEvent("t", body) { ContentType = "application/octet-stream" }, cancellationToken);
            await Task.Delay(BetweenRounds, TimeProvider.System, cancellationToken);
        }
        var begun = TimeProvider.System.GetTimestamp();
        while (Count() < Rounds * 50 && TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(10))
            await Task.Delay(BetweenRounds, TimeProvider.System, cancellationToken);
        // Attempts under way hang for longer than anybody waits here.
        using var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        await dispatcher.StopAsync(impatient.Token);
        foreach (var receiver in receivers)
            await receiver.DisposeAsync();
        lock (latencies)
        {
            if (latencies.Count != Rounds * 50)
                throw new InvalidOperationException($"{latencies.Count} of {Rounds * 50} have arrived.");
            // Of a process that has just begun the first rounds are slow for everybody.
            var measured = latencies.Skip(latencies.Count / 4).Order().ToList();
            return measured[(int)(measured.Count * 0.99)];
        }

        int Count()
        {
            lock (latencies)
                return latencies.Count;
        }
    }

    private static ServiceProvider Services(List<LoopbackReceiver> receivers, Func<int, string> type)
    {
        var services = new ServiceCollection();
        services.AddPlatformWebhooks(options => Allow(options, receivers));
        var builder = services.AddPlatformOutbox();
        for (var number = 0; number < receivers.Count; number++)
            builder.AddEndpoint(new WebhookEndpoint($"e{number}", receivers[number].Url, WebhookSecret.Generate()) { Types = [type(number)] });
        return services.BuildServiceProvider();
    }

    private static void Allow(PlatformWebhooksOptions options, List<LoopbackReceiver> receivers)
    {
        options.AllowHttp = true;
        options.AllowedNetworks.Add("127.0.0.1/32");
        foreach (var receiver in receivers)
            options.AdditionalPorts.Add(receiver.Port);
    }

    private static ValueTask<Sending> SendingAsync(CancellationToken cancellationToken)
    {
        var receiver = new LoopbackReceiver(BodyLength);
        var options = new PlatformWebhooksOptions();
        Allow(options, [receiver]);
        var sender = new WebhookSender(new DialGuard(options), Options.Create(options), TimeProvider.System);
        return new(new Sending(receiver, sender, new WebhookSigner(WebhookSecret.Generate())));
    }

    private static ValueTask<Bare> BareAsync(CancellationToken cancellationToken) => new(new Bare(new LoopbackReceiver(BodyLength)));

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

    /// <summary>The same request, with a signature that was made before.</summary>
    private sealed record Bare(LoopbackReceiver Receiver) : IAsyncDisposable
    {
        private static readonly MediaTypeHeaderValue Json = new("application/json");

        private readonly HttpMessageInvoker _invoker = new(
            new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null });
        private readonly Uri _url = Receiver.Url;

        public async ValueTask<int?> SendAsync(CancellationToken cancellationToken)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = new ReadOnlyMemoryContent(Body) };
            request.Headers.Add("webhook-id", "msg_1");
            request.Headers.Add("webhook-timestamp", "1772366400");
            request.Headers.Add("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
            request.Headers.Add("user-agent", "Platform.Webhooks/0.1.0");
            request.Content.Headers.ContentType = Json;
            using var response = await _invoker.SendAsync(request, cancellationToken);
            return (int)response.StatusCode;
        }

        public async ValueTask DisposeAsync()
        {
            _invoker.Dispose();
            await Receiver.DisposeAsync();
        }
    }
}
