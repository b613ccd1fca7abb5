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
        Side.OfAsync("HttpMessageInvoker", _ => BareAsync(hasBody), static (bare, _, token) => bare.SendAsync(token), static status => status, Callers));

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
                    await bare.SendAsync(cancellationToken);
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

    private static void Allow(PlatformWebhooksOptions options, LoopbackReceiver receiver)
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

    private static ValueTask<Bare> BareAsync(bool hasBody) => new(new Bare(new LoopbackReceiver(BodyLength, hasBody: hasBody)));

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
            if (response.Content.Headers.ContentLength > 0)
                await response.Content.CopyToAsync(Stream.Null, cancellationToken);
            return (int)response.StatusCode;
        }

        public async ValueTask DisposeAsync()
        {
            _invoker.Dispose();
            await Receiver.DisposeAsync();
        }
    }
}
