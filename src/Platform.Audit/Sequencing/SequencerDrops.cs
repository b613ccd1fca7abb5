using System.Diagnostics.CodeAnalysis;
using Platform.Audit.Records;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;

namespace Platform.Audit.Sequencing;

/// <summary>
/// Partitions are dropped between two batches, by the loop that adds to the log: so nothing comes between the last look at the holds and the drop, and
/// the record that says what was dropped is added in the transaction that drops it. There is no such record of what is there.
/// </summary>
internal sealed partial class Sequencer
{
    private readonly AuditBatch _dropping = new();
    private DropRequest? _drop;

    /// <summary>What was on its way when the store failed.</summary>
    private (long Index, byte[] Record)? _unsettled;

    /// <summary>Has a partition dropped.</summary>
    /// <exception cref="AuditUnavailableException">It was not begun in time: another process has the log, or the store fails.</exception>
    public async ValueTask<DropOutcome> DropAsync(DropRequest request, CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _drop, request, null) is not null)
            throw new InvalidOperationException("A partition of this log is being dropped already.");
        _loop.Wake();
        await ((Task)request.Done).WaitAsync(_settings.Deadline, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // What was not begun never will be. What was ends, and has to be known.
        if (Interlocked.CompareExchange(ref _drop, null, request) != request)
            return await request.Done.ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        RequireNotRefused();
        throw (Unavailability ?? (IsElsewhere ? AuditUnavailability.Elsewhere : AuditUnavailability.TooSlow)).ToException(mayBeRecorded: false);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whoever has asked is told, and the loop goes on.")]
    private async ValueTask DropAsync()
    {
        if (Interlocked.Exchange(ref _drop, null) is not { } request)
            return;
        try
        {
            request.Complete(await DropAsync(request).ConfigureAwait(false));
        }
        catch (Exception failure)
        {
            request.Fail(failure);
            // Before the record was on its way nothing has changed, and whoever appends is not concerned.
            if (_unsettled is not null)
                throw;
        }
    }

    private async ValueTask<DropOutcome> DropAsync(DropRequest request)
    {
        if (await request.FindObstacle(_tree!.Size, _tree.Root, _loop.Stopping).ConfigureAwait(false) is { } obstacle)
            return new DropOutcome(null, obstacle);
        // The lock comes before the record: if others look, nothing was signed that is not so.
        var drop = await ((IAuditPartitionedStore)_store).TryBeginDropAsync(request.Partition, _loop.Stopping).ConfigureAwait(false);
        if (drop is null)
            return default;
        await using var ending = drop.ConfigureAwait(false);
        var index = _tree.Size;
        var record = request.Write(index, _keys);
        if (!Queue.TryNumber(record, Now()))
            throw AuditUnavailability.Stopped.ToException(mayBeRecorded: false);
        var recorded = HoldTime(Now());
        RecordHeader.Seal(record, recorded, _isTimeHeld);
        _dropping.Begin(_epoch, index, RecordHeader.Time(recorded));
        _dropping.Add(record);
        _unsettled = (index, record);
        _tree.Append(_dropping);
        // If we crash here, or the answer is lost, either both have happened or nothing has.
        var began = _time.GetTimestamp();
        await drop.CommitAsync(_dropping, _loop.Stopping).ConfigureAwait(false);
        _unsettled = null;
        (_lastRecorded, _seen) = (recorded, (_dropping.Size, _dropping.Root));
        Tell(() => _telemetry.Committed(1, isCommitted: true, _time.GetElapsedTime(began)));
        // At once: until it is under a checkpoint, the record has to be believed for its own signature alone.
        _publication.Committed(_epoch, _dropping.Size, _dropping.Root, isWanted: true);
        return new DropOutcome(index, null);
    }

    /// <summary>Whether a record is in the log, by its hash: that is there also where another host has dropped the record since.</summary>
    private async ValueTask<bool> HasAsync(AuditStoreState state, long index, ReadOnlyMemory<byte> record) =>
        state.Size > index && await new TileReader(_store, state.Size).ReadNodeAsync(0, index, _loop.Stopping).ConfigureAwait(false) == TreeHasher.HashLeaf(record.Span);

    /// <summary>The log was taken again, or another has it. Where what was on its way is not in it, its number never comes.</summary>
    private async ValueTask SettleDropAsync(AuditStoreState state)
    {
        if (_unsettled is not var (index, record))
            return;
        if (!await HasAsync(state, index, record).ConfigureAwait(false))
            Queue.Lose(record);
        _unsettled = null;
    }
}
