using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Platform.Audit.Export.Delivery;
using Platform.Audit.Export.Syslog;
using Platform.Audit.StoreContract;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;
using Platform.Testing;

namespace Platform.Audit.Export.Tests;

public sealed class DeliveryTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-audit-export-");
    private readonly ECDsa _key = TestLog.CreateKey();
    private readonly InMemoryAuditStore _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _key.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Every_record_is_given_in_order_whatever_fails_meanwhile()
    {
        await using var log = await FillAsync(700);
        var exporter = new Recording { FailsBefore = [0, 1, 5], FailsAfter = [3, 6] };

        await RunUntilAsync(exporter, () => exporter.Last == 700);

        Assert.Equal(Enumerable.Range(0, 701).Select(static index => (long)index), exporter.Seen.Distinct());
        // What had arrived and was not known to have is there twice.
        Assert.True(exporter.Seen.Count > 701);
    }

    [Fact]
    public async Task The_next_process_goes_on_where_the_last_one_stood()
    {
        await using var log = await FillAsync(300);
        var first = new Recording();
        await RunUntilAsync(first, () => first.Last == 300);
        await log.CloseAsync(1_000);
        var second = new Recording();

        await RunUntilAsync(second, () => second.Seen.Count > 0);

        Assert.Equal([301], second.Seen);
    }

    [Fact]
    public async Task An_exporter_that_hangs_is_given_up_after_the_deadline_and_nobody_who_appends_waits()
    {
        await using var log = await FillAsync(3);
        var exporter = new Recording { Hangs = 1 };

        await RunUntilAsync(exporter, () => exporter.Last >= 4, meanwhile: async () =>
        {
            await exporter.Hanging.Task.WaitAsync(Cancellation);
            await log.CloseAsync(4);
        });

        Assert.Equal([0, 1, 2, 3, 4], exporter.Seen);
    }

    [Fact]
    public async Task Of_two_processes_with_one_cursor_one_exports_and_the_other_takes_over()
    {
        await using var log = await FillAsync(10);
        var (one, other) = (new Recording(), new Recording());
        using var stopping = new CancellationTokenSource();
        using var stoppingOther = new CancellationTokenSource();
        var running = Loop(one).RunAsync(stopping.Token);
        await UntilAsync(() => one.Seen.Count == 11);
        var waiting = Loop(other).RunAsync(stoppingOther.Token);
        await log.CloseAsync(11);
        await UntilAsync(() => one.Seen.Count == 12);
        Assert.Empty(other.Seen);

        await stopping.CancelAsync();
        await running;
        await log.CloseAsync(12);

        await UntilAsync(() => other.Seen.Count > 0);
        Assert.Equal([12], other.Seen);
        await stoppingOther.CancelAsync();
        await waiting;
    }

    [Theory]
    [InlineData("no cursor", "is no cursor of an export")]
    [InlineData("platform-audit-export 2\n//////////8=\n", "is no cursor of an export")]
    [InlineData("platform-audit-export 2\nAAAAAAAAAAM=\n", "is no cursor of an export")]
    [InlineData("platform-audit-export 2\nAAAA\n", "is no cursor of an export")]
    [InlineData("platform-audit-export 2\nAAAAAAAAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==\n", "does not continue the 2 records that were exported")]
    [InlineData("platform-audit-export 2\nAAAAAAAAAAsAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", "are not those that were exported")]
    [InlineData("platform-audit-export 2\nAAAAAAAAAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==\n", "is older than what was exported")]
    public async Task A_cursor_that_is_none_or_of_another_history_stops_the_exporter(string cursor, string reason)
    {
        await using var log = await FillAsync(10);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "recording.cursor"), cursor, Cancellation);
        var exporter = new Recording();
        var lines = new TestLog.LogLines();

        await new ExportLoop(exporter, _store, Options(), TimeProvider.System, new Telemetry(), lines).RunAsync(Cancellation);

        Assert.Empty(exporter.Seen);
        Assert.Contains(lines.All, line => line.Id == 3 && line.Text.Contains(reason, StringComparison.Ordinal));
    }

    /// <summary>Whoever has the tables changes a record, its hash, or both: none of it goes out as the log's, and what was before it has.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_record_that_was_changed_is_not_exported_and_stops_the_exporter(bool ofEntries, bool ofHashes)
    {
        await using var log = await FillAsync(700);
        var bundle = (await _store.ReadAsync(TileAddress.Entries(1), Cancellation)).ToArray();
        bundle[sizeof(ushort) + 60] ^= 1;
        var hashes = (await _store.ReadAsync(TileAddress.Hashes(0, 1), Cancellation)).ToArray();
        Assert.True(new EntryBundle(bundle).TryRead(out var changed));
        TreeHasher.HashLeaf(changed).Bytes.CopyTo(hashes);
        var store = new ChangedStore(_store)
        {
            Shows = (address, bytes) => address.Index == 1 && address.IsEntries && ofEntries ? bundle
                : address.Index == 1 && !address.IsEntries && address.Level == 0 && ofHashes ? hashes : bytes,
        };
        var exporter = new Recording();
        var loop = Loop(exporter, store);

        await loop.RunAsync(Cancellation);

        Assert.Equal(Enumerable.Range(0, 256).Select(static index => (long)index), exporter.Seen);
        Assert.Contains("were changed, and are not exported", loop.Standing.StoppedFor, StringComparison.Ordinal);
        Assert.Null(loop.Standing.Lag);
    }

    /// <summary>The database behind a loop that runs is another one of a sudden.</summary>
    [Theory]
    [InlineData(5, "is older than what was exported")]
    [InlineData(10, "are not those that were exported")]
    [InlineData(30, "does not continue the 11 records that were exported")]
    public async Task A_log_that_is_exchanged_while_the_exporter_runs_stops_it(int events, string reason)
    {
        await using var log = await FillAsync(10);
        var another = new InMemoryAuditStore();
        await using var other = await TestLog.StartAsync(another, _key);
        for (var at = 0; at < events; at++)
            await other.CloseAsync(at);
        var store = new ChangedStore(_store);
        var exporter = new Recording();
        var loop = Loop(exporter, store);
        var running = loop.RunAsync(Cancellation);
        await UntilAsync(() => exporter.Seen.Count == 11 && loop.Standing.Lag == 0);

        store.FailOver(another);
        await running;

        Assert.Equal(11, exporter.Seen.Count);
        Assert.Contains(reason, loop.Standing.StoppedFor, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_watches_sees_that_an_exporter_fails_and_that_one_has_stopped_for_good()
    {
        await using var log = await FillAsync(3);
        var time = new FakeTimeProvider();
        var store = new ChangedStore(_store);
        var failing = new Recording { FailsBefore = [.. Enumerable.Range(0, 10_000)] };
        var loop = new ExportLoop(failing, store, Options(), time, new Telemetry(), NullLogger.Instance);
        using var service = new ExportService([loop]);
        var check = new AuditExportHealthCheck(service, Microsoft.Extensions.Options.Options.Create(Options()), time);
        var context = new HealthCheckContext { Registration = new HealthCheckRegistration("audit-export", check, HealthStatus.Unhealthy, null) };
        using var stopping = new CancellationTokenSource();
        var running = loop.RunAsync(stopping.Token);
        await UntilAsync(() => loop.Standing.FailingSince is not null);

        Assert.Equal((HealthStatus.Healthy, 4L), ((await check.CheckHealthAsync(context, Cancellation)).Status, loop.Standing.Lag));
        time.Advance(Options().DegradedAfter);
        var degraded = await check.CheckHealthAsync(context, Cancellation);
        store.FailOver(new InMemoryAuditStore());
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "recording.cursor"), "none", Cancellation);
        await UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return running.IsCompleted;
        });
        var stopped = await check.CheckHealthAsync(context, Cancellation);

        Assert.Equal((HealthStatus.Degraded, HealthStatus.Unhealthy), (degraded.Status, stopped.Status));
        Assert.Contains("recording", degraded.Description, StringComparison.Ordinal);
        Assert.Contains("is no cursor", stopped.Description, StringComparison.Ordinal);
        await stopping.CancelAsync();
    }

    [Fact]
    public async Task What_is_measured_is_how_it_stands_when_somebody_looks()
    {
        await using var log = await FillAsync(3);
        var loop = Loop(new Recording(), _store);
        using var telemetry = new Telemetry();
        telemetry.Observe([loop.Standing]);
        var seen = new Dictionary<string, long>();
        using var listener = new MeterListener { InstrumentPublished = static (instrument, listener) => Enable(instrument, listener) };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => seen[instrument.Name] = value);
        listener.Start();

        loop.Standing.Lags(4);
        listener.RecordObservableInstruments();
        Assert.Equal((4L, 0L), (seen["platform.audit.export.lag"], seen["platform.audit.export.stopped"]));
        seen.Clear();
        loop.Standing.Stopped("why");
        listener.RecordObservableInstruments();
        Assert.Equal((false, 1L), (seen.ContainsKey("platform.audit.export.lag"), seen["platform.audit.export.stopped"]));

        static void Enable(Instrument instrument, MeterListener listener)
        {
            if (instrument.Meter.Name == "Platform.Audit.Export" && instrument.IsObservable)
                listener.EnableMeasurementEvents(instrument);
        }
    }

    /// <summary>A session at the proxy before the receiver has ended: it leads to its login page, which is 200.</summary>
    [Theory]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    public async Task Over_HTTP_a_redirect_is_not_followed_and_nothing_counts_as_given(int status)
    {
        await using var receiver = await HttpReceiver.StartAsync();
        receiver.Redirects = (2, status);
        await using var log = await FillAsync(20, export => export.ToOcsfHttp("http", receiver.Address));

        var service = log.Service<IEnumerable<IHostedService>>().OfType<ExportService>().Single();
        await service.StartAsync(Cancellation);
        await UntilAsync(() => receiver.Sequences.Count >= 21);
        await service.StopAsync(Cancellation);

        Assert.Equal(Enumerable.Range(0, 21).Select(static index => (long)index), receiver.Sequences);
        Assert.Equal(0, receiver.LoginPages);
        Assert.Contains(log.Lines.All, static line => line.Id == 1);
    }

    [Fact]
    public async Task Failing_and_working_again_are_said_once()
    {
        await using var log = await FillAsync(2);
        var exporter = new Recording { FailsBefore = [0, 1, 2] };
        var lines = new TestLog.LogLines();
        using var stopping = new CancellationTokenSource();

        var running = new ExportLoop(exporter, _store, Options(), TimeProvider.System, new Telemetry(), lines).RunAsync(stopping.Token);
        await UntilAsync(() => lines.Has(2));
        await stopping.CancelAsync();
        await running;

        Assert.Single(lines.All, static line => line.Id == 1);
        Assert.Single(lines.All, static line => line.Id == 2);
    }

    [Fact]
    public async Task Over_HTTP_what_was_refused_is_sent_again()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        receiver.Refuses = 2;
        await using var log = await FillAsync(300, export => export.ToOcsfHttp("http", receiver.Address, static client => client.DefaultRequestHeaders.Add("Authorization", "Bearer token")));

        var service = log.Service<IEnumerable<IHostedService>>().OfType<ExportService>().Single();
        await service.StartAsync(Cancellation);
        await UntilAsync(() => receiver.Sequences.Count >= 301);
        await service.StopAsync(Cancellation);

        Assert.Equal(Enumerable.Range(0, 301).Select(static index => (long)index), receiver.Sequences);
        Assert.All(receiver.Authorizations, static value => Assert.Equal("Bearer token", value));
    }

    [Fact]
    [StopTestOf(typeof(ExportService))]
    public async Task It_stops_in_the_middle_of_an_attempt_and_the_next_one_gives_that_again()
    {
        await using var log = await FillAsync(5);
        var exporter = new Recording { Hangs = 1 };
        using var service = new ExportService([Loop(exporter)]);

        await OwnedLoop.AssertStopsAsync(service, () => exporter.Hanging.Task);

        Assert.Empty(exporter.Seen);
        var next = new Recording();
        await RunUntilAsync(next, () => next.Seen.Count == 6);
    }

    [Fact]
    public async Task Two_exporters_of_one_name_are_refused()
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => FillAsync(0, static export => export.ToOcsfFile("a", "one").ToOcsfFile("a", "two")));

        Assert.Contains("\"a\"", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("A")]
    [InlineData("../a")]
    [InlineData("a b")]
    [InlineData("a123456789012345678901234567890123456789z")]
    public async Task A_name_that_is_none_is_refused(string name)
    {
        await using var log = await FillAsync(0, export =>
        {
            Assert.Throws<ArgumentException>(() => export.ToOcsfFile(name, "file"));
            Assert.Throws<ArgumentException>(() => export.ToOcsfHttp(name, new Uri("http://127.0.0.1")));
            Assert.Throws<ArgumentException>(() => export.ToCefSyslog(name, new SyslogTarget("127.0.0.1")));
        });
    }

    [Fact]
    public void Options_that_cannot_work_are_refused_with_a_remedy()
    {
        var options = new PlatformAuditExportOptions { CursorFolder = " ", LogName = "a\nb", Interval = TimeSpan.Zero, MaxBatch = 257, Deadline = TimeSpan.Zero, MaxPause = TimeSpan.Zero, DegradedAfter = TimeSpan.Zero };

        Assert.Equal(7, new PlatformAuditExportOptionsValidator().Validate(null, options).Failures!.Count());
        Assert.True(new PlatformAuditExportOptionsValidator().Validate(null, new PlatformAuditExportOptions()).Succeeded);
    }

    private async Task<TestLog> FillAsync(int events, Action<PlatformAuditExportBuilder>? export = null)
    {
        var log = await TestLog.StartAsync(_store, _key, add: services =>
        {
            if (export is not null)
                export(services.AddPlatformAudit().AddExport(options => (options.CursorFolder, options.Interval) = (_folder.FullName, TimeSpan.FromMilliseconds(10))));
        });
        await Task.WhenAll(Enumerable.Range(0, events).Select(at => log.CloseAsync(at).AsTask()));
        return log;
    }

    private PlatformAuditExportOptions Options() => new()
    {
        CursorFolder = _folder.FullName,
        Interval = TimeSpan.FromMilliseconds(10),
        MaxBatch = 100,
        Deadline = TimeSpan.FromMilliseconds(200),
        MaxPause = TimeSpan.FromMilliseconds(200),
    };

    private ExportLoop Loop(IAuditExporter exporter, IAuditStore? store = null) => new(exporter, store ?? _store, Options(), TimeProvider.System, new Telemetry(), NullLogger.Instance);

    private async Task RunUntilAsync(Recording exporter, Func<bool> isDone, Func<Task>? meanwhile = null)
    {
        using var stopping = new CancellationTokenSource();
        var running = Loop(exporter).RunAsync(stopping.Token);
        if (meanwhile is not null)
            await meanwhile();
        await UntilAsync(isDone);
        await stopping.CancelAsync();
        await running;
    }

    private static async Task UntilAsync(Func<bool> isDone)
    {
        for (var tries = 0; tries < 3_000 && !isDone(); tries++)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
        Assert.True(isDone(), "It did not come about.");
    }

    /// <summary>Keeps the indices of what it was given, and fails or hangs where it is told to.</summary>
    private sealed class Recording : IAuditExporter
    {
        private readonly List<long> _seen = [];
        private int _attempts;
        private int _hangs;

        public string Name => "recording";

        public IReadOnlyList<long> Seen
        {
            get
            {
                lock (_seen)
                    return [.. _seen];
            }
        }

        public long Last => Seen is [.., var last] ? last : -1;

        public HashSet<int> FailsBefore { get; init; } = [];

        public HashSet<int> FailsAfter { get; init; } = [];

        public int Hangs { init => _hangs = value; }

        public TaskCompletionSource Hanging { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask ExportAsync(IReadOnlyList<AuditExportRecord> records, CancellationToken cancellationToken)
        {
            var attempt = _attempts++;
            if (_hangs-- > 0)
            {
                Hanging.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }
            if (FailsBefore.Contains(attempt))
                throw new AuditExportException("Not now.") { RetryAfter = TimeSpan.FromMilliseconds(1) };
            lock (_seen)
                _seen.AddRange(records.Select(static record => record.Index));
            if (FailsAfter.Contains(attempt))
                throw new IOException("The answer was lost.");
        }
    }
}
