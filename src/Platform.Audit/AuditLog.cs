using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Platform.Audit.Checkpoints;
using Platform.Audit.Notes;
using Platform.Audit.Omissions;
using Platform.Audit.PersonalData;
using Platform.Audit.Proofs;
using Platform.Audit.Records;
using Platform.Audit.Retention;
using Platform.Audit.Search;
using Platform.Audit.Sequencing;
using Platform.Audit.Stores;
using Platform.Audit.Tenants;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;
using Platform.Audit.Witnesses;
using Platform.Shared;

namespace Platform.Audit;

/// <summary>The log as those who append see it: writes an event into its record, queues it, and waits.</summary>
internal sealed class AuditLog : IAuditLog, IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    private readonly IAuditStore _store;
    private readonly LogKeys _keys;
    private readonly PlatformAuditOptions _options;
    private readonly TimeProvider _time;
    private readonly Telemetry _telemetry;
    private readonly ILogger _logger;
    private readonly AppendQueue _queue;
    private readonly Sequencer _sequencer;
    private readonly Publication _publication;
    private readonly IAuditContextProvider? _context;
    private readonly IAuditContentProtector? _protector;
    private readonly AuditSearch? _search;
    private readonly LossReports _losses;
    private readonly int _requiredWitnesses;
    private readonly bool _hasRules;
    private Beginning? _explained;

    public AuditLog(
        IAuditStore store, IEnumerable<NoteSigner> signers, ICheckpointAnchor? anchor, IEnumerable<ICheckpointPublisher> publishers, PlatformAuditOptions options,
        IEnumerable<ICheckpointWitness> witnesses, TimeProvider time, Telemetry telemetry, ILogger<AuditLog> logger, IAuditContextProvider? context = null, IEnumerable<NoteVerifier>? retired = null,
        IAuditContentProtector? protector = null)
    {
        _protector = protector;
        (_context, _search) = (context, store is IAuditSearchStore searched ? new AuditSearch(searched, ReadStateAsync) : null);
        (_store, _options, _time, _telemetry, _logger) = (store, options, time, telemetry, logger);
        _hasRules = options.Events.Count > 0;
        ICheckpointWitness[] asked = [.. witnesses];
        _requiredWitnesses = options.RequiredWitnesses ?? asked.Length;
        if (_requiredWitnesses > asked.Length)
            throw new InvalidOperationException($"{_requiredWitnesses} witnesses must cosign, and {asked.Length} are named: name them with WitnessedBy.");
        _keys = new LogKeys(options.Origin, signers, retired ?? []);
        var settings = new SequencerSettings(
            options.ProducerName ?? Environment.MachineName[..Math.Min(63, Environment.MachineName.Length)], options.Deadline, options.StopDeadline, options.CheckpointInterval,
            options.HeartbeatInterval, options.IntakeInterval, options.MostInBatch, options.MostInBatchBytes, options.AcceptsEmptyAnchor, options.AcceptsWitnessConflict, _requiredWitnesses);
        _losses = new LossReports(time);
        _queue = new AppendQueue(options.MostWaiting, options.MostWaitingBytes, DrawProducer());
        _publication = new Publication(store, _keys, anchor, publishers, asked, settings, time, telemetry, logger);
        _sequencer = new Sequencer(store, _keys, _publication, _queue, settings, time, telemetry, logger);
    }

    /// <summary>Why nothing can be recorded now; <see langword="null"/> while all is well.</summary>
    public string? Unavailability => _sequencer.Unavailability?.Message;

    /// <summary>What the log is called.</summary>
    public string Origin => _keys.Origin;

    /// <summary>What it signs with, and knows its own signatures by.</summary>
    public LogKeys Keys => _keys;

    /// <summary>How many records wait for the store, or are on their way.</summary>
    public int Waiting => _queue.Count;

    /// <summary>Whether another process has the log, and what is appended here is left for it.</summary>
    public bool IsElsewhere => _sequencer.IsElsewhere;

    /// <summary>Whether checkpoints do not get where they belong.</summary>
    public bool IsPublicationFailing => _publication.IsFailing;

    public ValueTask<AuditReceipt> AppendAsync<TEvent>(
        TEvent auditEvent, AuditAcknowledgement acknowledgement = AuditAcknowledgement.Durable, CancellationToken cancellationToken = default)
        where TEvent : IAuditEvent => AppendAsync(auditEvent, _context?.Current, acknowledgement, cancellationToken);

    /// <summary>The same, of which the caller says in what context it happens: what the log does by itself happens in nobody's.</summary>
    [HotPath]
    internal ValueTask<AuditReceipt> AppendAsync<TEvent>(TEvent auditEvent, AuditContext? context, AuditAcknowledgement acknowledgement, CancellationToken cancellationToken)
        where TEvent : IAuditEvent
    {
        if (acknowledgement is < AuditAcknowledgement.Queued or > AuditAcknowledgement.Witnessed)
            throw new ArgumentOutOfRangeException(nameof(acknowledgement));
        if (auditEvent is null)
            throw new ArgumentNullException(nameof(auditEvent));
        cancellationToken.ThrowIfCancellationRequested();
        if (acknowledgement == AuditAcknowledgement.Witnessed && _requiredWitnesses == 0)
            throw new InvalidOperationException("Nobody witnesses this audit log: say who does, with WitnessedBy.");
        var type = auditEvent.EventType;
        var writer = AuditEventWriter.Begin(type, context, _protector);
        try
        {
            auditEvent.WriteTo(ref writer);
            writer.End();
            if (writer.HasEnclosure && _store is not IAuditPersonalStore)
                throw new NotSupportedException("The store of this audit log cannot keep personal fields apart from records.");
            EntryBundle.RequireLength(writer.Written.Length);
            return Enqueue(writer.Record, type, acknowledgement, cancellationToken);
        }
        finally
        {
            writer.Return();
        }
    }

    public async ValueTask<ReadOnlyMemory<byte>> GetCheckpointAsync(CancellationToken cancellationToken = default)
    {
        var state = await ReadStateAsync(cancellationToken).ConfigureAwait(false);
        var (_, note) = await CheckpointAsync(state, state.Size, cancellationToken).ConfigureAwait(false);
        return note;
    }

    public async ValueTask<byte[]> ProveAsync(long index, CancellationToken cancellationToken = default)
    {
        var state = await ReadStateAsync(cancellationToken).ConfigureAwait(false);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, state.Size);
        var (size, note) = await CheckpointAsync(state, index + 1, cancellationToken).ConfigureAwait(false);
        var hashes = new TreeHash[TreeProof.MaxLength];
        var count = await new TileReader(_store, size).Prover.ProveInclusionAsync(index, size, hashes, cancellationToken).ConfigureAwait(false);
        return TlogProof.Write(index, hashes.AsSpan(0, count), note.Span);
    }

    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(long index, CancellationToken cancellationToken = default)
    {
        var state = await ReadStateAsync(cancellationToken).ConfigureAwait(false);
        if (index >= 0 && index < state.KeptFrom)
            throw new AuditRecordDroppedException(index, state.KeptFrom);
        var record = await new TileReader(_store, state.Size).ReadEntryAsync(index, cancellationToken).ConfigureAwait(false);
        if (_options.RecordReads)
            await AppendAsync(new RecordRead(index), cancellationToken: cancellationToken).ConfigureAwait(false);
        return record;
    }

    public async ValueTask<AuditPage> QueryAsync(AuditQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.PageSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.PageSize, AuditQuery.MaxPageSize);
        var search = _search ?? throw new NotSupportedException("The store of this audit log cannot be searched.");
        var state = await ReadStateAsync(cancellationToken).ConfigureAwait(false);
        (var entries, var next, state) = await search.SearchAsync(query, state, cancellationToken).ConfigureAwait(false);
        if (_options.RecordReads)
            await AppendAsync(new LogQueried(query, entries.Count, _store is IAuditPersonalStore), cancellationToken: cancellationToken).ConfigureAwait(false);
        if (query.WithProofs && entries.Count > 0)
            await ProveAsync(entries, state, cancellationToken).ConfigureAwait(false);
        return new AuditPage(entries, next, state.Size);
    }

    public async ValueTask RebuildIndexAsync(CancellationToken cancellationToken = default)
    {
        var search = _search ?? throw new NotSupportedException("The store of this audit log cannot be searched.");
        var state = await ReadStateAsync(cancellationToken).ConfigureAwait(false);
        await search.RebuildAsync(state.Size, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<AuditOmissionReport> FindOmissionsAsync(TimeSpan? maxSilence = null, CancellationToken cancellationToken = default)
    {
        // What was left before this is in the intake or in the log after it.
        var left = _store is IAuditInspectedStore inspected ? await LeftBehind.ReadAsync(inspected, cancellationToken).ConfigureAwait(false) : null;
        return await SteadyBeginning.ReadAsync(ReadStateAsync, FindOmissionsAsync, static report => report.IsComplete, cancellationToken).ConfigureAwait(false);

        async ValueTask<AuditOmissionReport> FindOmissionsAsync(AuditStoreState state)
        {
            var report = await AuditOmissionDetector.ReadAsync(
                _store, state.Size, maxSilence ?? AuditOmissionDetector.DefaultMaxSilence, _time.GetUtcNow(), state.KeptFrom, cancellationToken).ConfigureAwait(false);
            return left is null ? report : left.AddTo(report, _time.GetUtcNow(), isFromTheBeginning: state.KeptFrom == 0);
        }
    }

    public async ValueTask<TileVerification> VerifyAsync(ReadOnlyMemory<byte> checkpoint, CancellationToken cancellationToken = default)
    {
        var (size, root) = Recovery.Read(_keys, checkpoint.Span, "question");
        AuditStoreState state;
        try
        {
            state = await _store.ReadStateAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (AuditIntegrityException)
        {
            // It cannot have been left so. Then reading all of it names what is missing.
            return await new TileVerifier(_store, size, root).VerifyAsync(cancellationToken).ConfigureAwait(false);
        }
        return await SteadyBeginning.ReadAsync(state, _store.ReadStateAsync, VerifyAsync, static found => found.IsIntact, cancellationToken).ConfigureAwait(false);

        async ValueTask<TileVerification> VerifyAsync(AuditStoreState now)
        {
            if (!await DroppedRecords.AreExplainedAsync(_store, now, _keys.Policy, cancellationToken).ConfigureAwait(false)
                || (now is { KeptFrom: > 0, DroppedBy: { } by } && by >= size && !await IsSignedLaterAsync(now, by, size, root, cancellationToken).ConfigureAwait(false)))
            {
                return new TileVerification(TileFault.Missing, TileAddress.Entries(0));
            }
            if (size > now.KeptFrom)
                return await new TileVerifier(_store, size, root) { MinimumIndex = now.KeptFrom }.VerifyAsync(cancellationToken).ConfigureAwait(false);
            // Nothing that it speaks of is here any more but its hashes, and these must still be its.
            var isSame = await new TileReader(_store, size).ComputeRootAsync(cancellationToken).ConfigureAwait(false) == root;
            return new TileVerification(isSame ? TileFault.None : TileFault.RootDiffers);
        }
    }

    /// <summary>A checkpoint from before a drop does not speak of the record that explains it. Then one does that the log has signed since, and that continues it.</summary>
    private async ValueTask<bool> IsSignedLaterAsync(AuditStoreState state, long index, long size, TreeHash root, CancellationToken cancellationToken)
    {
        var (_, note) = await CheckpointAsync(state, index + 1, cancellationToken).ConfigureAwait(false);
        var (later, laterRoot) = Recovery.Read(_keys, note.Span, "the store");
        var reader = new TileReader(_store, later);
        var bundle = index / TileAddress.FullWidth;
        try
        {
            return await reader.Prover.ContinuesAsync(size, root, later, laterRoot, cancellationToken).ConfigureAwait(false)
                && await reader.IsSignedAsync(bundle, await reader.ReadBundleAsync(bundle, cancellationToken).ConfigureAwait(false), laterRoot, cancellationToken).ConfigureAwait(false);
        }
        catch (TileException)
        {
            return false;
        }
    }

    /// <exception cref="AuditUnavailableException">Another process has the log.</exception>
    public void RequireHere()
    {
        if (_sequencer.IsElsewhere)
            throw AuditUnavailability.Elsewhere.ToException(mayBeRecorded: false);
    }

    /// <summary>The size and the root of a checkpoint that covers so many records at least.</summary>
    public async ValueTask<(long Size, TreeHash Root)> ReadSignedAsync(long least, CancellationToken cancellationToken)
    {
        var state = await ReadStateAsync(cancellationToken).ConfigureAwait(false);
        var (_, note) = await CheckpointAsync(state, least, cancellationToken).ConfigureAwait(false);
        return Recovery.Read(_keys, note.Span, "the store");
    }

    /// <summary>Somebody has committed events, perhaps.</summary>
    public void LookIntoIntake() => _sequencer.LookIntoIntake();

    /// <summary>Takes the log, unless another process has it.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => _sequencer.StartAsync(cancellationToken);

    /// <summary>Records and signs what is left.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _sequencer.StopAsync(cancellationToken);

    public ValueTask DisposeAsync()
    {
        _search?.Dispose();
        return _sequencer.DisposeAsync();
    }

    /// <summary>The same, for hosts that cannot wait asynchronously.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static long DrawProducer()
    {
        Span<byte> drawn = stackalloc byte[sizeof(long)];
        RandomNumberGenerator.Fill(drawn);
        return BinaryPrimitives.ReadInt64BigEndian(drawn);
    }

    private ValueTask<AuditReceipt> Enqueue(Span<byte> record, AuditEventType type, AuditAcknowledgement acknowledgement, CancellationToken cancellationToken)
    {
        var whenUnavailable = WhenUnavailable(type);
        if (_sequencer.Unavailability is { } reason)
        {
            if (whenUnavailable == WhenAuditUnavailable.Reject)
                throw Rejected(type, reason);
            // It is known that waiting is of no use.
            acknowledgement = AuditAcknowledgement.Queued;
            _telemetry.GivenUp(allowed: 1, rejected: 0);
        }
        else if (acknowledgement > AuditAcknowledgement.Durable && whenUnavailable == WhenAuditUnavailable.Reject && _sequencer.IsElsewhere)
        {
            throw Rejected(type, AuditUnavailability.SignedElsewhere);
        }
        var occurred = RecordHeader.Microseconds(_time.GetUtcNow());
        var waiter = acknowledgement == AuditAcknowledgement.Queued ? null : _queue.Rent(acknowledgement, whenUnavailable);
        if (!_queue.TryAdd(record, AuditRecordKind.Event, occurred, waiter, out var isFirst, whenUnavailable))
        {
            waiter?.Decline();
            // Whoever does not wait for a record that may be missing does not wait for room either.
            var isWorthWaiting = whenUnavailable == WhenAuditUnavailable.Reject || (acknowledgement > AuditAcknowledgement.Queued && _sequencer.Unavailability is null);
            return isWorthWaiting && _queue.TryEnter(record.Length, whenUnavailable) is { } admission
                ? AppendWhenThereIsRoomAsync(record.ToArray(), admission, type, acknowledgement, occurred, cancellationToken)
                : new(Drop(type, whenUnavailable));
        }
        if (isFirst)
            _sequencer.Wake();
        if (waiter is null)
            return new(AuditReceipt.Queued);
        waiter.Observe(cancellationToken);
        return waiter.Task;
    }

    /// <summary>Too many wait already: this one stands in line, as long as it would have waited inside.</summary>
    private async ValueTask<AuditReceipt> AppendWhenThereIsRoomAsync(
        byte[] record, Admission admission, AuditEventType type, AuditAcknowledgement acknowledgement, long occurred, CancellationToken cancellationToken)
    {
        using (var deadline = new CancellationTokenSource(_options.Deadline, _time))
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token))
            await admission.Called.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!cancellationToken.IsCancellationRequested && (_sequencer.Unavailability is null || admission.WhenUnavailable == WhenAuditUnavailable.Allow))
        {
            var waiter = acknowledgement == AuditAcknowledgement.Queued ? null : _queue.Rent(acknowledgement, admission.WhenUnavailable);
            if (_queue.TryAdd(admission, record, occurred, waiter, out var isFirst))
            {
                if (isFirst)
                    _sequencer.Wake();
                if (waiter is null)
                    return AuditReceipt.Queued;
                waiter.Observe(cancellationToken);
                return await waiter.Task.ConfigureAwait(false);
            }
            waiter?.Decline();
        }
        _queue.Leave(admission);
        cancellationToken.ThrowIfCancellationRequested();
        return Drop(type, admission.WhenUnavailable);
    }

    /// <summary>What cannot even wait is refused, or allowed without ever being recorded.</summary>
    private AuditReceipt Drop(AuditEventType type, WhenAuditUnavailable whenUnavailable)
    {
        var reason = _sequencer.Unavailability ?? (_queue.IsClosed ? AuditUnavailability.Stopped : AuditUnavailability.Full);
        if (whenUnavailable == WhenAuditUnavailable.Reject)
            throw Rejected(type, reason);
        _queue.Lose();
        _telemetry.Lost(type.Name);
        if (_losses.TryTell(out var untold))
            Log.EventLost(_logger, type.Name, untold, reason.Message);
        return AuditReceipt.Lost;
    }

    private WhenAuditUnavailable WhenUnavailable(AuditEventType type) =>
        // Nobody may be told that something is erased, held, stated or removed, which is not.
        type == LogErased.Type || type == LogHeld.Type || type == LogReleased.Type || type == TenantTree.Type || type == TenantRemoved.Type ? WhenAuditUnavailable.Reject
        : _hasRules && _options.Events.TryGetValue(type.Name, out var configured) ? configured : type.WhenUnavailable ?? _options.WhenUnavailable;

    private AuditUnavailableException Rejected(AuditEventType type, AuditUnavailability reason)
    {
        _telemetry.Rejected(type.Name);
        return reason.ToException(mayBeRecorded: false);
    }

    /// <summary>How the store stands. Where it says that its beginning was dropped, the log must have signed that: otherwise whoever has the database would hide records from all who read.</summary>
    /// <exception cref="AuditIntegrityException">It has not.</exception>
    internal async ValueTask<AuditStoreState> ReadStateAsync(CancellationToken cancellationToken)
    {
        _sequencer.RequireNotRefused();
        for (var state = await _store.ReadStateAsync(cancellationToken).ConfigureAwait(false); ;)
        {
            if (state.KeptFrom == 0)
                return state;
            var beginning = new Beginning(state.KeptFrom, state.DroppedBy);
            if (Volatile.Read(ref _explained) == beginning)
                return state;
            if (await DroppedRecords.AreExplainedAsync(_store, state, _keys.Policy, cancellationToken).ConfigureAwait(false))
            {
                Volatile.Write(ref _explained, beginning);
                return state;
            }
            // The record that explains it may have been dropped since, and another explains more.
            var now = await _store.ReadStateAsync(cancellationToken).ConfigureAwait(false);
            if (now.KeptFrom == state.KeptFrom && now.DroppedBy == state.DroppedBy)
                throw new AuditIntegrityException($"The store of the audit log says that records before {state.KeptFrom} were dropped, and no record says so that the log has signed. Verify the log: they were taken away, or its beginning was moved.");
            state = now;
        }
    }

    /// <summary>How the store stands, and the largest tree that this process knows to be signed; of size 0 where there is none. Whoever has the database puts an earlier checkpoint back, or takes it away: what was seen once counts all the same.</summary>
    /// <exception cref="AuditIntegrityException">The store has less than was signed.</exception>
    internal async ValueTask<(AuditStoreState State, long Size, TreeHash Root)> ReadSignedStateAsync(CancellationToken cancellationToken)
    {
        // Before the state: what was signed by then is in it.
        var (size, root) = _publication.Known;
        var state = await ReadStateAsync(cancellationToken).ConfigureAwait(false);
        var stored = state.Checkpoint.IsEmpty ? default : Recovery.Read(_keys, state.Checkpoint.Span, "the store");
        if (stored.Size > size)
        {
            (size, root) = stored;
            _publication.Remember(size, root);
        }
        return size <= state.Size
            ? (state, size, root)
            : throw new AuditIntegrityException($"The store of the audit log has {state.Size} records, and {size} were signed: the last are missing.");
    }

    /// <summary>Drops a partition, between two batches.</summary>
    internal ValueTask<DropOutcome> DropAsync(DropRequest request, CancellationToken cancellationToken) =>
        _sequencer.DropAsync(request with { Context = _context?.Current?.WithoutPersonal() }, cancellationToken);

    /// <summary>Another process has the log, and erases when it takes up what was left for it. Nobody may be told before.</summary>
    internal async ValueTask<AuditReceipt> WaitForErasureAsync(IAuditPersonalStore store, ReadOnlyMemory<long> indices, CancellationToken cancellationToken)
    {
        var (at, erasedBy) = (0, -1L);
        for (var began = _time.GetTimestamp(); _time.GetElapsedTime(began) < _options.Deadline; await Task.Delay(BetweenLooks, _time, cancellationToken).ConfigureAwait(false))
        {
            for (; at < indices.Length; at++)
            {
                var index = indices.Span[at];
                var beside = await store.ReadPersonalAsync(index, index + 1, cancellationToken).ConfigureAwait(false);
                if (beside.Any(static each => each.ErasedBy is null))
                    break;
                erasedBy = beside.Max(static each => each.ErasedBy) ?? erasedBy;
            }
            if (at == indices.Length)
                return new AuditReceipt(AuditAcknowledgement.Durable, erasedBy);
        }
        throw AuditUnavailability.TooSlow.ToException(mayBeRecorded: true);
    }

    /// <summary>Another process has the log, and takes up what was left for it. Waits until it has.</summary>
    /// <exception cref="AuditUnavailableException">It has not in time.</exception>
    internal async ValueTask WaitForAsync(Func<CancellationToken, ValueTask<bool>> isThere, CancellationToken cancellationToken)
    {
        for (var began = _time.GetTimestamp(); _time.GetElapsedTime(began) < _options.Deadline; await Task.Delay(BetweenLooks, _time, cancellationToken).ConfigureAwait(false))
        {
            if (await isThere(cancellationToken).ConfigureAwait(false))
                return;
        }
        throw AuditUnavailability.TooSlow.ToException(mayBeRecorded: true);
    }

    /// <summary>Waits until everything that waits now, in the queue and in the intake, is in the log.</summary>
    /// <returns>Whether it is; not where that takes longer than the deadline, or cannot be known.</returns>
    internal async ValueTask<bool> SettleAsync(CancellationToken cancellationToken)
    {
        var (accepted, _) = _queue.Progress;
        HashSet<long>? waiting = null;
        for (var began = _time.GetTimestamp(); _time.GetElapsedTime(began) < _options.Deadline; await Task.Delay(BetweenLooks, _time, cancellationToken).ConfigureAwait(false))
        {
            if (_queue.Progress.Done < accepted)
                continue;
            // After the queue: where another process has the log, what was in it is in the intake now.
            if (_store is not IAuditIntakeStore intake)
                return true;
            if (_store is not IAuditInspectedStore inspected)
                return false;
            if (waiting is null)
                waiting = await ReadWaitingAsync(inspected, cancellationToken).ConfigureAwait(false);
            else
                waiting.IntersectWith(await intake.FindIntakeAsync(waiting, cancellationToken).ConfigureAwait(false));
            if (waiting.Count == 0)
                return true;
            LookIntoIntake();
        }
        return false;
    }

    private static async ValueTask<HashSet<long>> ReadWaitingAsync(IAuditInspectedStore store, CancellationToken cancellationToken)
    {
        const int Page = 256;
        HashSet<long> waiting = [];
        for (var after = long.MinValue; await store.ReadIntakeRowsAsync(after, Page, cancellationToken).ConfigureAwait(false) is { Count: > 0 } rows; after = rows[^1].Id)
            waiting.UnionWith(rows.Select(static row => row.Id));
        return waiting;
    }

    /// <summary>All of them to one checkpoint.</summary>
    private async ValueTask ProveAsync(List<AuditEntry> entries, AuditStoreState state, CancellationToken cancellationToken)
    {
        var (size, note) = await CheckpointAsync(state, entries.Max(static entry => entry.Index) + 1, cancellationToken).ConfigureAwait(false);
        var prover = new TileReader(_store, size).Prover;
        var hashes = new TreeHash[TreeProof.MaxLength];
        for (var at = 0; at < entries.Count; at++)
        {
            var count = await prover.ProveInclusionAsync(entries[at].Index, size, hashes, cancellationToken).ConfigureAwait(false);
            entries[at] = entries[at] with { Proof = TlogProof.Write(entries[at].Index, hashes.AsSpan(0, count), note.Span) };
        }
    }

    /// <summary>A checkpoint of this process, or where another adds to the log, of that one.</summary>
    private async ValueTask<(long Size, ReadOnlyMemory<byte> Note)> CheckpointAsync(AuditStoreState state, long least, CancellationToken cancellationToken)
    {
        // One that witnesses have cosigned is worth more than a newer one.
        if (_publication.Witnessed is { Note.IsEmpty: false } witnessed && witnessed.Size >= least)
            return witnessed;
        if (IsStored(state, least, out var stored))
            return (stored, state.Checkpoint);
        _sequencer.Wake();
        return _sequencer.IsElsewhere
            ? await WaitForAnotherAsync(least, cancellationToken).ConfigureAwait(false)
            : await _publication.WaitAsync(least, cancellationToken).ConfigureAwait(false);
    }

    private bool IsStored(AuditStoreState state, long least, out long size)
    {
        size = state.Checkpoint.IsEmpty ? -1 : Recovery.Read(_keys, state.Checkpoint.Span, "the store").Size;
        return size >= least;
    }

    /// <summary>The other process signs when it finds it time.</summary>
    private async ValueTask<(long Size, ReadOnlyMemory<byte> Note)> WaitForAnotherAsync(long least, CancellationToken cancellationToken)
    {
        for (var began = _time.GetTimestamp(); _time.GetElapsedTime(began) < _options.Deadline; await Task.Delay(BetweenLooks, _time, cancellationToken).ConfigureAwait(false))
        {
            var state = await _store.ReadStateAsync(cancellationToken).ConfigureAwait(false);
            if (IsStored(state, least, out var size))
                return (size, state.Checkpoint);
        }
        throw new TimeoutException("The process that adds to this audit log has not signed it in time.");
    }

    /// <summary>Where a store says that the log begins, and which record says so.</summary>
    private sealed record Beginning(long KeptFrom, long? DroppedBy);
}
