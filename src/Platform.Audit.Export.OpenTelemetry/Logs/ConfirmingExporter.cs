using OpenTelemetry;
using OpenTelemetry.Logs;

namespace Platform.Audit.Export.OpenTelemetry.Logs;

/// <summary>Says when its inner exporter has been through a whole attempt, and whether it has got rid of all of it: the SDK itself tells nobody.</summary>
internal sealed class ConfirmingExporter(BaseExporter<LogRecord> inner) : BaseExporter<LogRecord>
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<bool>? _attempt;
    private long _left;
    private bool _isTaken;

    /// <summary>The attempt that was begun last: ends, with whether all of it was taken, when the last of its records has been through. Of none, it has ended.</summary>
    public Task<bool> Attempt
    {
        get
        {
            lock (_lock)
                return _attempt?.Task ?? Task.FromResult(true);
        }
    }

    /// <summary>Begins an attempt. The one before it has ended: otherwise what is left of that would be counted as this one's.</summary>
    public void Begin(int records)
    {
        lock (_lock)
            (_attempt, _left, _isTaken) = (new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously), records, true);
    }

    public override ExportResult Export(in Batch<LogRecord> batch)
    {
        // Going through a batch takes its records away, so it is only counted: they come in the order in which they were written, and what is written is an attempt's.
        var count = batch.Count;
        var result = ExportResult.Failure;
        try
        {
            result = inner.Export(batch);
            return result;
        }
        finally
        {
            Count(count, result);
        }
    }

    private void Count(long count, ExportResult result)
    {
        lock (_lock)
        {
            _left -= count;
            _isTaken &= result == ExportResult.Success;
            if (_left == 0)
                _attempt?.TrySetResult(_isTaken);
        }
    }
}
