using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Audit.Checkpoints;
using Platform.Audit.Notes;
using Platform.Audit.Records;
using Platform.Audit.Sequencing;
using Platform.Audit.Stores;

namespace Platform.Audit.StoreContract;

/// <summary>A log as a host has it, on a store that is given.</summary>
public sealed class TestLog : IAsyncDisposable
{
    public const string Origin = "audit.example.com/test";

    public static readonly AuditEventType Closed = new("request.closed");
    public static readonly AuditEventType Viewed = new("page.viewed") { WhenUnavailable = WhenAuditUnavailable.Allow };

    private readonly ServiceProvider _services;

    private TestLog(ServiceProvider services, LogLines lines)
    {
        (_services, Lines) = (services, lines);
        Log = services.GetRequiredService<IAuditLog>();
    }

    public IAuditLog Log { get; }

    /// <summary>What was logged, by the id of its event.</summary>
    public LogLines Lines { get; }

    /// <summary>The key of all logs of one test: it outlives them.</summary>
    public static ECDsa CreateKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The keys of a log that has this one.</summary>
    internal static LogKeys Keys(ECDsa key, string origin = Origin) => new(origin, [new EcdsaNoteSigner(Origin, ECDsa.Create(key.ExportParameters(includePrivateParameters: true)))], []);

    /// <summary>Makes a log, and does not start it.</summary>
    public static TestLog Make(
        IAuditStore store, ECDsa key, Action<PlatformAuditOptions>? configure = null, TimeProvider? time = null, ICheckpointAnchor? anchor = null, ICheckpointPublisher? publisher = null,
        Action<IServiceCollection>? add = null)
    {
        var lines = new LogLines();
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(lines);
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        if (time is not null)
            services.AddSingleton(time);
        // The container disposes of what it makes, not of what it is given: a store outlives the host here.
        services.AddSingleton(store);
        var builder = services.AddPlatformAudit(options =>
        {
            options.HeartbeatInterval = TimeSpan.Zero;
            options.ProducerName = "test";
            // Tests count records.
            options.RecordReads = false;
            options.DropsWithoutArchive = true;
            configure?.Invoke(options);
        }).SignWith(_ => new EcdsaNoteSigner(Origin, key));
        if (anchor is not null)
            services.AddSingleton(anchor);
        if (publisher is not null)
            services.AddSingleton(publisher);
        add?.Invoke(services);
        builder.AddAuditHealthCheck();
        return new TestLog(services.BuildServiceProvider(), lines);
    }

    /// <summary>Makes a log, and starts it.</summary>
    public static async Task<TestLog> StartAsync(
        IAuditStore store, ECDsa key, Action<PlatformAuditOptions>? configure = null, TimeProvider? time = null, ICheckpointAnchor? anchor = null, ICheckpointPublisher? publisher = null,
        Action<IServiceCollection>? add = null)
    {
        var log = Make(store, key, configure, time, anchor, publisher, add);
        try
        {
            await log.StartAsync();
            // Its own first record is not in the way of what a test does to the store.
            while ((await store.ReadStateAsync(TestContext.Current.CancellationToken)).Size == 0)
                await Task.Yield();
            return log;
        }
        catch
        {
            await log.DisposeAsync();
            throw;
        }
    }

    public T Service<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public Task StartAsync() => Service<IEnumerable<IHostedService>>().OfType<AuditStartup>().Single().StartAsync(TestContext.Current.CancellationToken);

    public Task StopAsync() => Service<IEnumerable<IHostedService>>().OfType<AuditStartup>().Single().StopAsync(TestContext.Current.CancellationToken);

    public ValueTask<AuditReceipt> CloseAsync(int id, AuditAcknowledgement acknowledgement = AuditAcknowledgement.Durable) =>
        Log.AppendAsync(new AuditEvent(Closed) { Target = $"request:{id}" }, acknowledgement, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    public sealed class LogLines : ILoggerFactory, ILogger
    {
        private readonly ConcurrentQueue<(int Id, string Text)> _lines = [];

        public IReadOnlyCollection<(int Id, string Text)> All => _lines;

        public bool Has(int id) => _lines.Any(line => line.Id == id);

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue((eventId.Id, formatter(state, exception)));

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Dispose()
        {
        }
    }
}
