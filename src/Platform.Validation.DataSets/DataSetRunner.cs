using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Validation.DataSets.Checkpoints;
using Platform.Validation.DataSets.Reports;

namespace Platform.Validation.DataSets;

/// <summary>Runs the rules of a data set over a source, to a report. Safe on many threads.</summary>
/// <param name="options">What holds for all runs; defaults when null.</param>
/// <param name="keyStorage">Where exact rules keep their keys when they become too many for memory; nowhere when null.</param>
/// <param name="time">The clock; the system's when null.</param>
/// <param name="logger">Told of start, progress and end; nobody when null.</param>
public sealed class DataSetRunner(PlatformValidationDataSetsOptions? options = null, IKeyStorage? keyStorage = null, TimeProvider? time = null, ILogger<DataSetRunner>? logger = null) : IDisposable
{
    private readonly PlatformValidationDataSetsOptions _options = Require(options ?? new PlatformValidationDataSetsOptions());
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly ILogger _logger = logger ?? NullLogger<DataSetRunner>.Instance;
    private readonly Telemetry _telemetry = new();

    /// <summary>Checks a source, in one pass.</summary>
    /// <typeparam name="TRow">A row.</typeparam>
    /// <param name="dataSet">The rules.</param>
    /// <param name="source">The rows.</param>
    /// <param name="settings">How this run goes.</param>
    /// <param name="cancellationToken">Stops between two batches. With a checkpoint file the next run goes on from there.</param>
    /// <returns>The report. Where the source is damaged it says so, and counts what could be read.</returns>
    /// <exception cref="CheckpointException">The checkpoint is damaged, or of other rules or another source.</exception>
    /// <exception cref="KeyLimitException">An exact rule met more keys than may be in memory, and there is no storage.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<DataSetReport> RunAsync<TRow>(DataSet<TRow> dataSet, RowSource<TRow> source, DataSetRunSettings? settings = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataSet);
        ArgumentNullException.ThrowIfNull(source);
        settings = (settings ?? new DataSetRunSettings()) with { BatchSize = _options.BatchSize, MaxKeysInMemory = _options.MaxKeysInMemory, MaxValueLength = _options.MaxValueLength, MaxDegreeOfParallelism = _options.MaxDegreeOfParallelism, Time = _time };
        settings = settings with { KeyStorage = settings.KeyStorage ?? keyStorage };

        using var span = Telemetry.Start(dataSet.Name);
        using var run = await OpenAsync(dataSet, source, settings, cancellationToken).ConfigureAwait(false);
        var isDamaged = false;
        var reader = source.Open();
        await using (reader.ConfigureAwait(false))
        {
            if (run.RowsRead > 0)
                await reader.SkipAsync(run.RowsRead, cancellationToken).ConfigureAwait(false);
            run.Expect(reader);
            try
            {
                await ReadAsync(run, reader, settings, dataSet.Name, cancellationToken).ConfigureAwait(false);
            }
            catch (DamagedSourceException damaged)
            {
                isDamaged = true;
                Log.Damaged(_logger, dataSet.Name, run.RowsRead, damaged.Message);
            }
            catch when (settings.CheckpointPath is null)
            {
                // Nobody will go on with this run.
                run.DeleteKeys();
                throw;
            }
        }

        if (settings.FailedRows is { } sink)
            await sink.FlushAsync(cancellationToken).ConfigureAwait(false);
        var report = run.Report();
        // In this order: who goes on with a checkpoint needs the keys.
        if (settings.CheckpointPath is { } path)
            File.Delete(path);
        run.DeleteKeys();
        _telemetry.CountRun(dataSet.Name, report);
        Telemetry.End(span, report);
        Log.Finished(_logger, report.Outcome == Outcome.Failed ? LogLevel.Warning : LogLevel.Information, dataSet.Name, report.Outcome, run.RowsRead, run.RowsRefused, run.RowsFailed, run.Elapsed, !isDamaged);
        return report;
    }

    /// <summary>Ends the meter.</summary>
    public void Dispose() => _telemetry.Dispose();

    private static PlatformValidationDataSetsOptions Require(PlatformValidationDataSetsOptions options) =>
        new PlatformValidationDataSetsOptionsValidator().Validate(null, options) is { Failed: true } refused ? throw new ArgumentException(refused.FailureMessage, nameof(options)) : options;

    private async Task<DataSetRun<TRow>> OpenAsync<TRow>(DataSet<TRow> dataSet, RowSource<TRow> source, DataSetRunSettings settings, CancellationToken cancellationToken)
    {
        if (settings.CheckpointPath is { } path && File.Exists(path))
        {
            DataSetRun<TRow> run;
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            await using (file.ConfigureAwait(false))
                run = DataSetRun<TRow>.Resume(dataSet, CheckpointFile.Read(file), settings);
            try
            {
                if (run.SourceFingerprint != source.Fingerprint)
                    throw new CheckpointException($"The checkpoint {path} is of another source than {source.Name}, or that has changed since. Delete it to begin again.");
                if (settings.FailedRows is { } sink)
                    await sink.RestoreAsync(run.SinkPlace, cancellationToken).ConfigureAwait(false);
                Log.Resumed(_logger, dataSet.Name, source.Name, run.RowsRead);
                return run;
            }
            catch
            {
                run.Dispose();
                throw;
            }
        }

        if (settings.FailedRows is { } fresh)
            await fresh.RestoreAsync("", cancellationToken).ConfigureAwait(false);
        var begun = DataSetRun<TRow>.Start(dataSet, settings);
        (begun.SourceName, begun.SourceFingerprint) = (source.Name, source.Fingerprint);
        Log.Started(_logger, dataSet.Name, source.Name);
        return begun;
    }

    private async Task ReadAsync<TRow>(DataSetRun<TRow> run, RowReader<TRow> reader, DataSetRunSettings settings, string name, CancellationToken cancellationToken)
    {
        var (saved, told) = (run.RowsRead, run.RowsRead);
        var before = run.Elapsed;
        var started = _time.GetTimestamp();
        var counted = (run.RowsRead, run.RowsFailed, run.RowsRefused);
        try
        {
            for (var more = true; more;)
            {
                more = await run.ReadBatchAsync(reader, settings.FailedRows, cancellationToken).ConfigureAwait(false);
                run.Elapsed = before + _time.GetElapsedTime(started);
                counted = Count(run, name, counted);
                if (more && run.RowsRead - told >= _options.ProgressEvery)
                {
                    told = run.RowsRead;
                    Log.Progress(_logger, name, run.RowsRead, run.RowsFailed, reader.Share ?? double.NaN);
                    settings.Progress?.Report(new DataSetProgress(run.RowsRead, run.RowsRefused, run.RowsFailed, reader.Share, run.Elapsed));
                }
                if (more && settings.CheckpointPath is { } path && run.RowsRead - saved >= _options.CheckpointEvery)
                {
                    saved = run.RowsRead;
                    await run.SaveAsync(path, settings.FailedRows, cancellationToken).ConfigureAwait(false);
                    Log.Saved(_logger, name, run.RowsRead);
                }
            }
        }
        catch (OperationCanceledException) when (settings.CheckpointPath is not null)
        {
            // Who stops a run on purpose loses nothing of it.
            run.Elapsed = before + _time.GetElapsedTime(started);
            await run.SaveAsync(settings.CheckpointPath, settings.FailedRows, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
        catch (DamagedSourceException)
        {
            run.Elapsed = before + _time.GetElapsedTime(started);
            Count(run, name, counted);
            throw;
        }
        finally
        {
            await run.EndReadingAsync().ConfigureAwait(false);
        }
        settings.Progress?.Report(new DataSetProgress(run.RowsRead, run.RowsRefused, run.RowsFailed, reader.Share, run.Elapsed));
    }

    private (long Read, long Failed, long Refused) Count<TRow>(DataSetRun<TRow> run, string name, (long Read, long Failed, long Refused) before)
    {
        var refused = run.RowsRefused - before.Refused;
        var failed = run.RowsFailed - before.Failed - refused;
        _telemetry.CountRows(name, run.RowsRead - before.Read - failed - refused, failed, refused);
        return (run.RowsRead, run.RowsFailed, run.RowsRefused);
    }
}
