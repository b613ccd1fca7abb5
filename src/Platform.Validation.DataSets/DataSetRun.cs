using Platform.Validation.DataSets.Checkpoints;
using Platform.Validation.DataSets.Checks;
using Platform.Validation.DataSets.Columns;
using Platform.Validation.DataSets.Keys;
using Platform.Validation.DataSets.Reports;
using Platform.Validation.DataSets.Statistics;

namespace Platform.Validation.DataSets;

/// <summary>A run over a data set or a part of it: what has been counted so far. It can be saved, gone on with, and merged.</summary>
/// <typeparam name="TRow">A row.</typeparam>
/// <remarks>Not safe on several threads; several runs of one <see cref="DataSet{TRow}"/> are.</remarks>
public sealed class DataSetRun<TRow> : IDisposable
{
    private readonly DataSet<TRow> _set;
    private readonly RunContext _context;
    private readonly Guid _hashKey;
    private readonly int _maxValueLength;
    private readonly TimeProvider _time;
    private readonly ColumnRun<TRow>[] _columns;
    private readonly RowCheck<TRow>[] _rules;
    private readonly RuleCheck[] _checks;
    private readonly FailurePositions _refusedPositions = new();
    private readonly byte[] _any;
    private readonly List<FailedRow> _failedRows = [];
    private readonly CheckCrew _crew;
    private readonly bool _mayReadAhead;
    private RowBatch<TRow> _batch;
    private RowBatch<TRow>? _next;
    private Task<bool>? _ahead;
    private RowReader<TRow>? _aheadOf;
    private long _firstRow;

    private DataSetRun(DataSet<TRow> set, RunContext context, Guid hashKey, DataSetRunSettings settings)
    {
        (_set, _context, _hashKey, _maxValueLength, _time) = (set, context, hashKey, settings.MaxValueLength, settings.Time);
        _firstRow = settings.FirstRow;
        _columns = [.. set.Columns.Select(column => column.Start(context))];
        _rules = [.. set.Rules.Select(rule => rule.Start(context))];
        _checks = [.. _columns.SelectMany(column => column.Checks), .. _rules];
        _any = new byte[context.BatchSize];
        _batch = new RowBatch<TRow>(context.BatchSize);
        var degree = settings.MaxDegreeOfParallelism == 0 ? Environment.ProcessorCount : settings.MaxDegreeOfParallelism;
        _mayReadAhead = degree > 1;
        _crew = new CheckCrew(_columns.Length + _rules.Length, degree, _time, CheckPart);
    }

    /// <summary>Rows read, those that could not be read among them.</summary>
    public long RowsRead { get; private set; }

    /// <summary>Rows that were checked: all that were read but the refused.</summary>
    public long RowsChecked => RowsRead - RowsRefused;

    /// <summary>Rows that could not be read.</summary>
    public long RowsRefused { get; private set; }

    /// <summary>Rows that broke a rule, or could not be read.</summary>
    public long RowsFailed { get; private set; }

    internal TimeSpan Elapsed { get; set; }

    internal string SourceName { get; set; } = "";

    internal string SourceFingerprint { get; set; } = "";

    internal string SinkPlace { get; private set; } = "";

    internal string? Damage { get; set; }

    /// <summary>Reads a source to its end, or until it is stopped between two batches; then the run can be saved, and gone on with.</summary>
    /// <param name="reader">The rows, from where this run stands.</param>
    /// <param name="failedRows">Takes every failing row; nobody when null.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>A task.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="DamagedSourceException">The source cannot be read to its end. What was read counts.</exception>
    public async Task ReadAsync(RowReader<TRow> reader, IFailedRowSink? failedRows = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        Expect(reader);
        try
        {
            while (await ReadBatchAsync(reader, failedRows, cancellationToken).ConfigureAwait(false))
            {
            }
        }
        finally
        {
            await EndReadingAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Adds what another run has counted, of rows that come after those of this one. Both have the same rules and hash key.</summary>
    /// <param name="later">The other run, with its <see cref="DataSetRunSettings.FirstRow"/> behind the rows of this one. It stays as it is.</param>
    /// <returns>Rows that break a rule only because of what this run saw: values that came before.</returns>
    /// <exception cref="ArgumentException">The rules, the hash keys or what they take for now differ, or the rows of the other do not lie behind those of this one.</exception>
    public IReadOnlyList<FailedRow> Merge(DataSetRun<TRow> later)
    {
        ArgumentNullException.ThrowIfNull(later);
        if (!_set.Fingerprint().AsSpan().SequenceEqual(later._set.Fingerprint()))
            throw new ArgumentException("The other run has other rules.", nameof(later));
        if (_hashKey != later._hashKey)
            throw new ArgumentException("The other run has another hash key: give both the same settings.", nameof(later));
        if (_context.Now != later._context.Now)
            throw new ArgumentException("The other run takes another time for now: give both the same DataSetRunSettings.Now.", nameof(later));
        if (later._firstRow < _firstRow + RowsRead)
            throw new ArgumentException(FormattableString.Invariant($"The other run begins with row {later._firstRow}, which this one has read: give it a DataSetRunSettings.FirstRow behind {_firstRow + RowsRead - 1}."), nameof(later));
        var found = new List<FailedRow>();
        for (var i = 0; i < _columns.Length; i++)
            _columns[i].Merge(later._columns[i]);
        for (var i = 0; i < _checks.Length; i++)
            _checks[i].Merge(later._checks[i], found);
        _refusedPositions.Merge(later._refusedPositions);
        RowsRead += later.RowsRead;
        RowsRefused += later.RowsRefused;
        RowsFailed += later.RowsFailed;
        Elapsed += later.Elapsed;
        Damage ??= later.Damage;
        found.Sort(static (left, right) => left.Row.CompareTo(right.Row));
        return found;
    }

    /// <summary>Writes the state of the run. Keys that are in a storage stay there.</summary>
    /// <param name="checkpoint">Where to.</param>
    public void Save(Stream checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        using var bytes = new MemoryStream();
        var state = new StateWriter(bytes);
        state.Write(_set.Fingerprint());
        Span<byte> key = stackalloc byte[16];
        _hashKey.TryWriteBytes(key);
        state.Write(key);
        state.Write(_context.Now.UtcTicks);
        state.Write(_context.Run);
        state.Write(SourceName);
        state.Write(SourceFingerprint);
        state.Write(SinkPlace);
        state.Write(_firstRow);
        state.Write(RowsRead);
        state.Write(RowsRefused);
        state.Write(RowsFailed);
        state.Write(Elapsed.Ticks);
        _refusedPositions.Save(state);
        foreach (var column in _columns)
            column.Save(state);
        foreach (var check in _checks)
            check.Save(state);
        CheckpointFile.Write(checkpoint, bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    /// <summary>What has been found so far.</summary>
    /// <returns>The report.</returns>
    public DataSetReport Report()
    {
        var rules = new List<RuleReport> { ReadableReport() };
        foreach (var column in _columns)
        {
            rules.AddRange(column.Checks.Select(ReportOf));
            rules.AddRange(column.JudgeWhole().Select(judged => ReportOf(judged.Info, judged.Severity, judged.Observed)));
        }
        rules.AddRange(_rules.Select(ReportOf));
        var totals = new RowTotals(RowsRead, RowsRefused);
        rules.AddRange(_set.SetRules.Select(rule => ReportOf(rule.Info, rule.Severity, rule.Judge(totals, _context))));

        // Where nobody looked there is nothing to complain of; a source that could not be read to its end is a failure whatever the rules say.
        var worst = Damage is not null ? Outcome.Failed : rules.Max(rule => rule.Outcome == Outcome.NotChecked ? Outcome.Passed : rule.Outcome);
        return new DataSetReport(
            DataSetReport.CurrentVersion, _set.Name, SourceName, _context.Now, Elapsed, worst, Damage is null, Damage, new RowsReport(RowsRead, RowsChecked, RowsRefused, RowsFailed), rules,
            [.. _columns.Select(column => column.Report())]);
    }

    /// <summary>Gives back what the run holds. Keys in a storage stay, for a run that goes on.</summary>
    public void Dispose()
    {
        foreach (var check in _checks)
            check.Dispose();
    }

    internal static DataSetRun<TRow> Start(DataSet<TRow> set, DataSetRunSettings settings)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.FirstRow, 1);
        var context = Context(settings, settings.Now ?? settings.Time.GetUtcNow(), settings.HashKey, Guid.NewGuid().ToString("N"));
        return new DataSetRun<TRow>(set, context, settings.HashKey, settings);
    }

    internal static DataSetRun<TRow> Resume(DataSet<TRow> set, ReadOnlyMemory<byte> checkpoint, DataSetRunSettings settings)
    {
        var state = new StateReader(checkpoint);
        Span<byte> fingerprint = stackalloc byte[32];
        state.ReadExactly(fingerprint);
        if (!fingerprint.SequenceEqual(set.Fingerprint()))
            throw new CheckpointException($"The checkpoint is of other rules than those of {set.Name} now. Delete it to begin again.");
        Span<byte> key = stackalloc byte[16];
        state.ReadExactly(key);
        var hashKey = new Guid(key);
        var now = new DateTimeOffset(state.ReadCount(DateTimeOffset.MaxValue.UtcTicks), TimeSpan.Zero);
        var name = state.ReadText() ?? "";
        var run = Begin(set, Context(settings, now, hashKey, name), hashKey, settings);
        try
        {
            run.SourceName = state.ReadText() ?? "";
            run.SourceFingerprint = state.ReadText() ?? "";
            run.SinkPlace = state.ReadText() ?? "";
            run._firstRow = state.ReadCount(1, KeyTable.MaxRow / 4);
            run.RowsRead = state.ReadCount(KeyTable.MaxRow / 4);
            run.RowsRefused = state.ReadCount(run.RowsRead);
            run.RowsFailed = state.ReadCount(run.RowsRead);
            run.Elapsed = new TimeSpan(state.ReadCount());
            run._refusedPositions.Restore(state);
            foreach (var column in run._columns)
                column.Restore(state);
            foreach (var check in run._checks)
                check.Restore(state);
            if (!state.IsAtEnd)
                throw new CheckpointException("The checkpoint holds more than it should. Delete it to begin again.");
            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    /// <returns>Whether there may be more.</returns>
    internal async ValueTask<bool> ReadBatchAsync(RowReader<TRow> reader, IFailedRowSink? failedRows, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var more = false;
        try
        {
            more = await ReadNextAsync(reader, cancellationToken).ConfigureAwait(false);
        }
        catch (DamagedSourceException damaged)
        {
            Damage = damaged.Message;
            await CheckAsync(failedRows).ConfigureAwait(false);
            throw;
        }
        if (more && _mayReadAhead && reader.CanReadAhead)
            ReadAhead(reader);
        await CheckAsync(failedRows).ConfigureAwait(false);
        return more;
    }

    /// <summary>Waits until nobody reads any more, so that the reader can be closed. What was read ahead is kept for whoever goes on with it.</summary>
    internal async ValueTask EndReadingAsync()
    {
        if (_ahead is { } ahead)
            await ((Task)ahead).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Makes room for what the source is known to hold.</summary>
    internal void Expect(RowReader<TRow> reader)
    {
        if (reader.ExpectedRows is not { } rows)
            return;
        foreach (var check in _checks)
            check.Expect(rows);
    }

    internal async Task SaveAsync(string path, IFailedRowSink? failedRows, CancellationToken cancellationToken)
    {
        if (failedRows is not null)
            SinkPlace = await failedRows.FlushAsync(cancellationToken).ConfigureAwait(false);
        await CheckpointFile.ReplaceAsync(path, Save, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The run has ended: keys in a storage are not needed any more.</summary>
    internal void DeleteKeys()
    {
        foreach (var check in _checks)
            check.Delete();
    }

    private ValueTask<bool> ReadNextAsync(RowReader<TRow> reader, CancellationToken cancellationToken)
    {
        var (ahead, of) = (_ahead, _aheadOf);
        (_ahead, _aheadOf) = (null, null);
        if (ahead is not null && ReferenceEquals(of, reader))
        {
            (_batch, _next) = (_next!, _batch);
            return new ValueTask<bool>(ahead);
        }
        _batch.Begin(_firstRow + RowsRead, int.MaxValue);
        return reader.ReadAsync(_batch, cancellationToken);
    }

    /// <summary>Reads the rows behind those that are about to be checked. It is not stopped: rows that were read are lost to no run.</summary>
    private void ReadAhead(RowReader<TRow> reader)
    {
        var next = _next ??= new RowBatch<TRow>(_context.BatchSize);
        next.Begin(_firstRow + RowsRead + _batch.Count + _batch.Refused.Count, int.MaxValue);
        (_ahead, _aheadOf) = (Task.Run(() => reader.ReadAsync(next, CancellationToken.None).AsTask()), reader);
    }

    private static DataSetRun<TRow> Begin(DataSet<TRow> set, RunContext context, Guid hashKey, DataSetRunSettings settings)
    {
        try
        {
            return new DataSetRun<TRow>(set, context, hashKey, settings);
        }
        catch (ArgumentOutOfRangeException fault)
        {
            // Now and a tolerance are more than a calendar has.
            throw new CheckpointException("The checkpoint holds a time that cannot be. Delete it to begin again.", fault);
        }
    }

    private static RunContext Context(DataSetRunSettings settings, DateTimeOffset now, Guid hashKey, string name) =>
        new(now, new KeyHasher(hashKey), name, settings.BatchSize, settings.MaxKeysInMemory, settings.KeyStorage);

    private async ValueTask CheckAsync(IFailedRowSink? failedRows)
    {
        // A batch that was read is checked and its failing rows are written: the counts and the sink must not part.
        var failed = Check(_batch);
        if (failedRows is null || failed == 0)
            return;
        _failedRows.Clear();
        Gather(_batch);
        await failedRows.WriteAsync(_failedRows, CancellationToken.None).ConfigureAwait(false);
    }

    /// <returns>How many rows failed or were refused.</returns>
    private int Check(RowBatch<TRow> batch)
    {
        var any = _any.AsSpan(0, batch.Count);
        any.Clear();
        _crew.Check(batch.Count);
        var failed = batch.Refused.Count + any.Count((byte)1);
        for (var i = 0; i < batch.Refused.Count; i++)
            _refusedPositions.Add(batch.Refused[i].Row);
        RowsRead += batch.Count + batch.Refused.Count;
        RowsRefused += batch.Refused.Count;
        RowsFailed += failed;
        return failed;
    }

    /// <summary>One column, or one rule on rows. Of what they share they only write to <c>_any</c>, and all the same.</summary>
    private void CheckPart(int part)
    {
        var numbers = _batch.Numbers.AsSpan(0, _batch.Count);
        var any = _any.AsSpan(0, _batch.Count);
        if (part < _columns.Length)
            _columns[part].Check(_batch.Rows.AsSpan(0, _batch.Count), numbers, any);
        else
            _rules[part - _columns.Length].Check(_batch.Rows, numbers, any);
    }

    private void Gather(RowBatch<TRow> batch)
    {
        var refused = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            for (; refused < batch.Refused.Count && batch.Refused[refused].Row < batch.Numbers[i]; refused++)
                _failedRows.Add(Refusal(batch.Refused[refused]));
            if (_any[i] == 0)
                continue;
            var key = Cut(_set.Key?.Invoke(batch.Rows[i]));
            foreach (var check in _checks)
            {
                if (check.HasFailed(i))
                    _failedRows.Add(new FailedRow(batch.Numbers[i], LineOf(batch.Lines[i]), key, check.Info.Id, check.Info.Column, Cut(check.ValueAt(i)), Cut(check.DetailAt(i))));
            }
        }
        for (; refused < batch.Refused.Count; refused++)
            _failedRows.Add(Refusal(batch.Refused[refused]));
    }

    private FailedRow Refusal(RefusedRow refused) => new(refused.Row, LineOf(refused.Line), null, _set.Readable.Id, "", null, Cut(refused.Reason));

    private static long? LineOf(long line) => line > 0 ? line : null;

    private string? Cut(string? text) => text is null || text.Length <= _maxValueLength
        ? text
        : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[_maxValueLength - 1]) ? _maxValueLength - 1 : _maxValueLength), "…");

    private RuleReport ReadableReport() =>
        ReportOf(_set.Readable, RowsRead, RowsRefused, _set.Readable.Threshold.Judge(RowsRead, RowsRefused), _refusedPositions);

    private static RuleReport ReportOf(RuleCheck check) => ReportOf(check.Info, check.TotalChecked, check.TotalFailed, check.Outcome, check.Positions);

    private static RuleReport ReportOf(RuleInfo info, long checkedRows, long failed, Outcome outcome, FailurePositions positions) => new(
        info.Id, info.Kind, info.Column, info.Description, outcome, info.Threshold.ToString(), checkedRows, failed, checkedRows == 0 ? null : (double)(checkedRows - failed) / checkedRows,
        Observed: null, failed == 0 || positions.Counts.All(count => count == 0) ? null : new PositionsReport(positions.RowsInStretch, [.. positions.Counts]), Reason: null);

    private static RuleReport ReportOf(RuleInfo info, Severity severity, Observation? observed) => new(
        info.Id, info.Kind, info.Column, info.Description,
        observed is null ? Outcome.NotChecked : observed.Holds ? Outcome.Passed : severity == Severity.Warn ? Outcome.Warned : Outcome.Failed,
        severity == Severity.Warn ? "warns" : "fails", Checked: null, Failed: null, Share: null, observed?.Text, Positions: null, Reason: null);
}
