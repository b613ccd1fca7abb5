using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;

namespace Platform.Audit.Export.Delivery;

/// <summary>
/// Gives the records of a log to one exporter, in their order. It only reads: those who append know nothing of it. The cursor moves when a batch has arrived,
/// and never before: if we crash between, the
/// batch is given again.
/// </summary>
internal sealed class ExportLoop(IAuditExporter exporter, IAuditStore store, PlatformAuditExportOptions options, TimeProvider time, Telemetry telemetry, ILogger logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestAskedFor = TimeSpan.FromHours(1);

    private readonly List<AuditExportRecord> _batch = [];
    private ExportCursor _cursor = ExportCursor.Start;
    private int _failures;

    public ExportStanding Standing { get; } = new(exporter.Name);

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
                Standing.Stopped(refusal.Message);
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

    /// <returns>Whether there is more at once.</returns>
    private async Task<bool> StepAsync(ExportCursorFile file, CancellationToken stopping)
    {
        var state = await store.ReadStateAsync(stopping).ConfigureAwait(false);
        if (state.Size <= _cursor.Next)
        {
            RequireContinued(state);
            Standing.Lags(0);
            return false;
        }
        Standing.Lags(state.Size - _cursor.Next);
        if (_cursor.Next < state.KeptFrom)
            throw new AuditIntegrityException($"Records {_cursor.Next} to {state.KeptFrom - 1} were dropped from the store, and were not exported: the archive may have them.");
        await ReadAsync(state.Size, stopping).ConfigureAwait(false);
        var moved = _cursor.Behind(_batch);
        await RequireOfLogAsync(moved, state, stopping).ConfigureAwait(false);
        using (var deadline = new CancellationTokenSource(options.Deadline, time))
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, deadline.Token))
            await exporter.ExportAsync(_batch, either.Token).ConfigureAwait(false);
        file.Write(moved);
        _cursor = moved;
        telemetry.Exported(exporter.Name, _batch.Count);
        Standing.Lags(state.Size - moved.Next);
        Standing.Works();
        if (_failures > 0)
            Log.Working(logger, exporter.Name, moved.Next);
        _failures = 0;
        return moved.Next < state.Size;
    }

    /// <summary>
    /// A log that became shorter, or another, has nothing new to say: waiting would be for ever, and what came then would be another history.
    /// </summary>
    private void RequireContinued(AuditStoreState state)
    {
        if (state.Size < _cursor.Next)
        {
            throw new AuditIntegrityException(
                $"{_cursor.Next} records were exported, and the log has {state.Size}: it is older than what was exported, a restored backup perhaps.");
        }
        if (state.Root != _cursor.Root)
            throw new AuditIntegrityException($"The log has another history: its {state.Size} records are not those that were exported.");
    }

    /// <summary>
    /// What is sent is what is compared, together with all that was sent before: a record that was changed in the store, with its hash or without, must not
    /// go out as the log's, nor another history as the same.
    /// </summary>
    private async ValueTask RequireOfLogAsync(ExportCursor moved, AuditStoreState state, CancellationToken stopping)
    {
        if (await ContinuesAsync(moved, state, stopping).ConfigureAwait(false))
            return;
        throw new AuditIntegrityException(await ContinuesAsync(_cursor, state, stopping).ConfigureAwait(false)
            ? $"Records {_cursor.Next} to {moved.Next - 1} are not those that the tree of the log has: they were changed, and are not exported."
            : $"The log has another history: it does not continue the {_cursor.Next} records that were exported.");
    }

    private ValueTask<bool> ContinuesAsync(ExportCursor cursor, AuditStoreState state, CancellationToken cancellationToken) =>
        new TileReader(store, state.Size).Prover.ContinuesAsync(cursor.Next, cursor.Root, state.Size, state.Root, cancellationToken);

    private TimeSpan Failed(Exception failure)
    {
        telemetry.Failed(exporter.Name);
        Standing.Failed(time.GetUtcNow());
        if (_failures++ == 0)
            Log.Failing(logger, exporter.Name, _cursor.Next, failure);
        var pause = FirstPause * Math.Pow(2, Math.Min(_failures - 1, 30));
        if (pause > options.MaxPause)
            pause = options.MaxPause;
        return failure is AuditExportException { RetryAfter: { } asked } && asked > pause ? (asked < LongestAskedFor ? asked : LongestAskedFor) : pause;
    }

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
