using OpenTelemetry;
using OpenTelemetry.Logs;

namespace Platform.Audit.Export.OpenTelemetry.Logs;

/// <summary>Remembers which records its inner exporter has got rid of: the SDK itself tells nobody.</summary>
internal sealed class ConfirmingExporter(BaseExporter<LogRecord> inner) : BaseExporter<LogRecord>
{
    private readonly Lock _lock = new();
    private readonly HashSet<long> _taken = [];

    /// <summary>Forgets what came before.</summary>
    public void Clear()
    {
        lock (_lock)
            _taken.Clear();
    }

    /// <summary>Whether all of these were taken, by whichever attempt.</summary>
    public bool HasTaken(IReadOnlyList<AuditExportRecord> records)
    {
        lock (_lock)
            return records.All(record => _taken.Contains(record.Index));
    }

    public override ExportResult Export(in Batch<LogRecord> batch)
    {
        List<long> indices = [];
        foreach (var record in batch)
        {
            if (AuditLogState.IndexOf(record) is { } index)
                indices.Add(index);
        }
        var result = inner.Export(batch);
        if (result == ExportResult.Success)
        {
            lock (_lock)
                _taken.UnionWith(indices);
        }
        return result;
    }

    protected override bool OnShutdown(int timeoutMilliseconds) => inner.Shutdown(timeoutMilliseconds);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
