using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Platform.Webhooks.Replay;
using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.AspNetCore.Tests;

/// <summary>An application that receives webhooks, on a clock that stands until it is moved.</summary>
internal sealed class ReceiverHost : IAsyncDisposable
{
    public const string Body = """{"type":"invoice.paid","data":{"id":"in_1","amount":12.5}}""";
    public static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    private readonly WebApplication _app;
    private readonly MeterListener _listener = new();

    private ReceiverHost(WebApplication app, FakeTimeProvider clock, WebhookSecret secret, LogLines log)
    {
        (_app, Clock, Secret, Log, Client) = (app, clock, secret, log, app.GetTestClient());
        var sources = app.Services.GetRequiredService<IOptions<PlatformWebhooksReceiverOptions>>().Value.Sources;
        _listener.InstrumentPublished = (instrument, each) =>
        {
            if (instrument.Name == "platform.webhooks.received")
                each.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            if (sources.ContainsKey((string)tags[0].Value!))
                Outcomes.Enqueue($"{tags[0].Value} {tags[1].Value}");
        });
        _listener.Start();
    }

    public FakeTimeProvider Clock { get; }

    public WebhookSecret Secret { get; }

    public LogLines Log { get; }

    public HttpClient Client { get; }

    /// <summary>What was counted; other hosts of the process count under other names of sources.</summary>
    public ConcurrentQueue<string> Outcomes { get; } = [];

    public static async Task<ReceiverHost> StartAsync(
        Action<WebApplication> map, Action<PlatformWebhooksReceiverOptions, WebhookSecret>? configure = null, Action<IServiceCollection>? services = null)
    {
        var (clock, secret, log) = (new FakeTimeProvider(Start), WebhookSecret.Generate(), new LogLines());
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, InvoiceJson.Default));
        services?.Invoke(builder.Services);
        builder.Services.AddPlatformWebhooks().AddReceiver(options =>
        {
            if (configure is null)
                options.Source("acme", source => source.Secrets.Add(secret.Export()));
            else
                configure(options, secret);
        });
        var app = builder.Build();
        app.Use((context, next) =>
        {
            context.Connection.RemoteIpAddress = IPAddress.Parse("203.0.113.7");
            return next(context);
        });
        map(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new ReceiverHost(app, clock, secret, log);
    }

    /// <summary>Sends a message signed by a secret; by the configured one where none is given.</summary>
    public Task<HttpResponseMessage> SendAsync(
        string id = "msg_1", string body = Body, WebhookSecret? secret = null, string path = "/in/acme", string? signature = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var time = Clock.GetUtcNow();
        return PostAsync(path, bytes, ("webhook-id", id), ("webhook-timestamp", $"{time.ToUnixTimeSeconds()}"),
            ("webhook-signature", signature ?? new WebhookSigner(secret ?? Secret).Sign(id, time, bytes)));
    }

    public async Task<HttpResponseMessage> PostAsync(string path, byte[] body, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in fields)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public InMemoryReplayStore Store => (InMemoryReplayStore)_app.Services.GetRequiredService<IReplayStore>();

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _app.DisposeAsync();
    }

    internal sealed class LogLines : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _all = [];

        /// <summary>What the receiver wrote.</summary>
        public IReadOnlyList<string> All => [.. _all];

        public ILogger CreateLogger(string categoryName) => categoryName.StartsWith("Platform.", StringComparison.Ordinal)
            ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _all.Enqueue($"{logLevel} {formatter(state, exception)}");

        public void Dispose()
        {
        }
    }
}
