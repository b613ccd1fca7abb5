using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;

namespace Platform.Audit.Export.Delivery;

/// <summary>
/// Gives the records of a log to one exporter, in their order. It only reads: those who append know nothing of it. The cursor moves when a batch has arrived, and never before: if we crash between, the
/// batch is given again.
/// </summary>
internal sealed class ExportLoop(IAuditExporter exporter, IAuditStore store, PlatformAuditExportOptions options, TimeProvider time, Telemetry telemetry, ILogger logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestAskedFor = TimeSpan.FromHours(1);

    private readonly List<AuditExportRecord> _batch = [];
    private ExportCursor _cursor;
    private int _failures;

    [SuppressMessage("Design", "CA1031", Justification = "Whatever an exporter, the store or the disk throws, it is tried again.")]
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await ExportAsync(stopping).ConfigureAwait(false);
            }
            catch (AuditIntegrityException refusal)
            {
                Log.Refused(logger, exporter.Name, refusal.Message);
                return;
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                // Where it stands is in the file.
            }
            catch (Exception failure)
            {
                await Task.Delay(Failed(failure), time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ExportAsync(CancellationToken stopping)
    {
        using var file = await OpenAsync(stopping).ConfigureAwait(false);
        _cursor = file.Read();
        await CompareAsync(stopping).ConfigureAwait(false);
        while (true)
        {
            if (!await StepAsync(file, stopping).ConfigureAwait(false))
                await Task.Delay(options.Interval, time, stopping).ConfigureAwait(false);
        }
    }

    private async Task<ExportCursorFile> OpenAsync(CancellationToken stopping)
    {
        for (var isTold = false; ; isTold = true)
        {
            if (ExportCursorFile.TryOpen(options.CursorFolder, exporter.Name) is { } file)
                return file;
            if (!isTold)
                Log.Elsewhere(logger, exporter.Name);
            await Task.Delay(options.Interval, time, stopping).ConfigureAwait(false);
        }
    }

    /// <summary>A log that is not the one that was exported so far, after a backup was restored, must not be exported as if it were.</summary>
    private async Task CompareAsync(CancellationToken stopping)
    {
        if (_cursor.Next == 0)
            return;
        var size = (await store.ReadStateAsync(stopping).ConfigureAwait(false)).Size;
        if (size < _cursor.Next)
            throw new AuditIntegrityException($"{_cursor.Next} records were exported, and the log has {size}: it is older than what was exported, a restored backup perhaps.");
        if (await RootAsync(size, _cursor.Next, stopping).ConfigureAwait(false) != _cursor.Root)
            throw new AuditIntegrityException($"The first {_cursor.Next} records are not those that were exported.");
    }

    /// <returns>Whether there is more at once.</returns>
    private async Task<bool> StepAsync(ExportCursorFile file, CancellationToken stopping)
    {
        var size = (await store.ReadStateAsync(stopping).ConfigureAwait(false)).Size;
        telemetry.Lags(exporter.Name, size - _cursor.Next);
        if (size <= _cursor.Next)
            return false;
        await ReadAsync(size, stopping).ConfigureAwait(false);
        using (var deadline = new CancellationTokenSource(options.Deadline, time))
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, deadline.Token))
            await exporter.ExportAsync(_batch, either.Token).ConfigureAwait(false);
        var next = _cursor.Next + _batch.Count;
        var moved = new ExportCursor(next, await RootAsync(size, next, stopping).ConfigureAwait(false));
        file.Write(moved);
        _cursor = moved;
        telemetry.Exported(exporter.Name, _batch.Count);
        if (_failures > 0)
            Log.Working(logger, exporter.Name, next);
        _failures = 0;
        return next < size;
    }

    private TimeSpan Failed(Exception failure)
    {
        telemetry.Failed(exporter.Name);
        if (_failures++ == 0)
            Log.Failing(logger, exporter.Name, _cursor.Next, failure);
        var pause = FirstPause * Math.Pow(2, Math.Min(_failures - 1, 30));
        if (pause > options.MaxPause)
            pause = options.MaxPause;
        return failure is AuditExportException { RetryAfter: { } asked } && asked > pause ? (asked < LongestAskedFor ? asked : LongestAskedFor) : pause;
    }

    private async ValueTask<TreeHash> RootAsync(long size, long of, CancellationToken cancellationToken) =>
        await new TileReader(store, size).Prover.ComputeRootAsync(of, cancellationToken).ConfigureAwait(false);

    private async Task ReadAsync(long size, CancellationToken cancellationToken)
    {
        _batch.Clear();
        var (bundle, offset) = Math.DivRem(_cursor.Next, TileAddress.FullWidth);
        var width = (int)Math.Min(TileAddress.FullWidth, size - bundle * TileAddress.FullWidth);
        var bytes = await store.ReadAsync(TileAddress.Entries(bundle, width), cancellationToken).ConfigureAwait(false);
        Split(bytes, bundle * TileAddress.FullWidth, (int)offset);
        if (_batch.Count == 0)
            throw new InvalidOperationException($"Records from {_cursor.Next} on are missing in the store, or damaged.");
    }

    private void Split(ReadOnlyMemory<byte> bundle, long first, int offset)
    {
        var entries = new EntryBundle(bundle.Span);
        var at = 0;
        for (var number = 0; entries.TryRead(out var entry) && _batch.Count < options.MaxBatch; number++)
        {
            at += sizeof(ushort);
            if (number >= offset)
                _batch.Add(new AuditExportRecord(first + number, bundle.Slice(at, entry.Length)));
            at += entry.Length;
        }
    }
}
