using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Audit.Export.Delivery;
using Platform.Audit.Retention;
using Platform.Audit.Sqlite;
using Platform.Audit.StoreContract;

namespace Platform.Audit.Export.Tests;

/// <summary>What has not been exported is not dropped.</summary>
public sealed class DroppedTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-audit-export-dropped-");
    private readonly ECDsa _key = TestLog.CreateKey();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _key.Dispose();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_partition_stays_until_every_exporter_has_got_rid_of_it()
    {
        using var store = new SqliteAuditStore(Path.Combine(_folder.FullName, "audit.db")) { PartitionSize = 256 };
        await using var log = await TestLog.StartAsync(store, _key, add: services =>
            services.AddPlatformAudit().AddExport(options => options.CursorFolder = _folder.FullName).To(static _ => new Idle("one")).To(static _ => new Idle("other")));
        await Task.WhenAll(Enumerable.Range(0, 700).Select(id => log.CloseAsync(id).AsTask()));
        var retention = log.Service<IAuditRetention>();

        Stand("one", 600);
        Assert.Equal("the exporter other has not got rid of record 0", (await retention.DropBeforeAsync(DateTimeOffset.MaxValue, cancellationToken: Cancellation)).Obstacle);
        Stand("other", 300);
        var dropped = await retention.DropBeforeAsync(DateTimeOffset.MaxValue, cancellationToken: Cancellation);

        Assert.Equal((256L, "the exporter other has not got rid of record 300"), (dropped.KeptFrom, dropped.Obstacle));
    }

    [Fact]
    public async Task An_exporter_that_comes_too_late_stops_and_says_so()
    {
        using var store = new SqliteAuditStore(Path.Combine(_folder.FullName, "audit.db")) { PartitionSize = 256 };
        await using var log = await TestLog.StartAsync(store, _key);
        await Task.WhenAll(Enumerable.Range(0, 300).Select(id => log.CloseAsync(id).AsTask()));
        await log.Service<IAuditRetention>().DropBeforeAsync(DateTimeOffset.MaxValue, cancellationToken: Cancellation);
        using var telemetry = new Telemetry();
        var loop = new ExportLoop(new Idle("late"), store, new PlatformAuditExportOptions { CursorFolder = _folder.FullName }, TimeProvider.System, telemetry, NullLogger.Instance);

        await loop.RunAsync(Cancellation);

        Assert.Equal("Records 0 to 255 were dropped from the store, and were not exported: the archive may have them.", loop.Standing.StoppedFor);
    }

    /// <summary>Where an exporter would stand that has got rid of so many records.</summary>
    private void Stand(string name, int count)
    {
        using var file = ExportCursorFile.TryOpen(_folder.FullName, name)!;
        file.Write(ExportCursor.Start.Behind([.. Enumerable.Range(0, count).Select(static index => new AuditExportRecord(index, new byte[] { 1 }))]));
    }

    private sealed class Idle(string name) : IAuditExporter
    {
        public string Name => name;

        public ValueTask ExportAsync(IReadOnlyList<AuditExportRecord> records, CancellationToken cancellationToken) => default;
    }
}
