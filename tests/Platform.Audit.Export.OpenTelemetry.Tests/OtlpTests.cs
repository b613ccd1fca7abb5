using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Exporter;
using Platform.Audit.Records;
using Platform.Audit.StoreContract;
using Platform.Audit.Stores;

namespace Platform.Audit.Export.OpenTelemetry.Tests;

public sealed class OtlpTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-audit-otlp-");
    private readonly ECDsa _key = TestLog.CreateKey();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _key.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Every_record_arrives_in_order_with_what_stands_in_it()
    {
        await using var collector = await Collector.StartAsync();
        await using var log = await StartAsync(collector.Address);
        await log.Log.AppendAsync(
            new AuditEvent(TestLog.Closed) { Actor = "user:1", Target = "request:2", Source = "192.0.2.7", Outcome = AuditOutcome.Denied, Reason = "a\nb" }.With("id", 42).WithPersonal("email", "ada@example.com"),
            cancellationToken: Cancellation);
        for (var at = 0; at < 600; at++)
            await log.Log.AppendAsync(new AuditEvent(TestLog.Closed), AuditAcknowledgement.Queued, Cancellation);
        await log.CloseAsync(1);

        await ExportAsync(log, () => collector.Records.Count >= 603);

        Assert.Equal(Enumerable.Range(0, 603), collector.Records.Select(static record => int.Parse(record.Attributes["audit.index"], System.Globalization.CultureInfo.InvariantCulture)));
        var first = collector.Records.ElementAt(1);
        Assert.Equal("request.closed", first.Body);
        Assert.Equal(("user:1", "192.0.2.7", "denied", "a\nb", "42"), (
            first.Attributes["user.id"], first.Attributes["client.address"], first.Attributes["audit.outcome"], first.Attributes["audit.reason"], first.Attributes["audit.field.id"]));
        Assert.StartsWith("personal:", first.Attributes["audit.field.email"], StringComparison.Ordinal);
        Assert.All(collector.Resources, static resource => Assert.Equal(TestLog.Origin, resource["audit.log"]));
        Assert.Equal(first.TimeUnixNano / 1_000, ulong.Parse(first.Attributes["audit.occurred_at"], System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task What_the_collector_refuses_is_given_again()
    {
        await using var collector = await Collector.StartAsync();
        collector.Refuses = 2;
        await using var log = await StartAsync(collector.Address);
        for (var at = 0; at < 20; at++)
            await log.CloseAsync(at);

        await ExportAsync(log, () => collector.Records.Count >= 21);

        Assert.Equal(Enumerable.Range(0, 21), collector.Records.Select(static record => int.Parse(record.Attributes["audit.index"], System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task A_batch_has_not_arrived_before_the_collector_has_answered()
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var collector = await Collector.StartAsync();
        collector.Answers = answer.Task;
        await using var log = await StartAsync(collector.Address);
        await log.CloseAsync(1);
        var cursor = Path.Combine(_folder.FullName, "collector.cursor");

        await ExportAsync(log, () => collector.Records.Count >= 2, async () =>
        {
            await collector.Asked.Task.WaitAsync(Cancellation);
            Assert.False(File.Exists(cursor), "It counts as given, and nobody has taken it.");
            answer.SetResult();
        });

        Assert.Equal("0 1", string.Join(' ', collector.Records.Select(static record => record.Attributes["audit.index"])));
    }

    [Fact]
    public async Task An_attempt_that_was_given_up_is_not_counted_for_the_next()
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var collector = await Collector.StartAsync();
        (collector.Answers, collector.Refuses) = (answer.Task, 1);
        await using var log = await StartAsync(collector.Address);
        var exporter = log.Service<IAuditExporter>();
        AuditExportRecord[] one = [new(0, new byte[] { 1 })], two = [new(0, new byte[] { 1 }), new(1, new byte[] { 2 })];
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var givenUp = exporter.ExportAsync(one, deadline.Token).AsTask();
        await collector.Asked.Task.WaitAsync(Cancellation);
        await deadline.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp);
        var next = exporter.ExportAsync(two, Cancellation).AsTask();
        answer.SetResult();
        await next;

        // The first was refused after it had been given up; the second is there, whole.
        Assert.Equal("0 1", string.Join(' ', collector.Records.Select(static record => record.Attributes["audit.index"])));
    }

    private Task<TestLog> StartAsync(Uri address) => TestLog.StartAsync(new InMemoryAuditStore(), _key, add: services =>
        services.AddPlatformAudit().AddExport(options => (options.CursorFolder, options.Interval) = (_folder.FullName, TimeSpan.FromMilliseconds(10)))
            .ToOtlp("collector", options => (options.Endpoint, options.Protocol) = (address, OtlpExportProtocol.HttpProtobuf)));

    private static async Task ExportAsync(TestLog log, Func<bool> isDone, Func<Task>? meanwhile = null)
    {
        var service = log.Service<IEnumerable<IHostedService>>().OfType<BackgroundService>().Single();
        await service.StartAsync(Cancellation);
        if (meanwhile is not null)
            await meanwhile();
        for (var tries = 0; tries < 3_000 && !isDone(); tries++)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
        await service.StopAsync(Cancellation);
        Assert.True(isDone(), "It did not come about.");
    }
}
