using System.Diagnostics.CodeAnalysis;
using Platform.Audit.Checkpoints;
using Platform.Audit.Intake;
using Platform.Audit.Notes;
using Platform.Audit.PersonalData;
using Platform.Audit.Records;
using Platform.Audit.Retention;
using Platform.Audit.Stores;
using Platform.Audit.Trees;

namespace Platform.Audit.Inspection;

/// <summary>One inspection of a store.</summary>
internal sealed class StoreInspection(
    IAuditInspectedStore store, CheckpointPolicy? policy, IAuditContentProtector? protector, bool acceptsSealed, TimeSpan maxUnsigned, TimeProvider time)
{
    private const int IntakePage = 256;

    private readonly Findings _findings = new();
    private readonly Dictionary<long, long> _lastOfProducer = [];
    private CheckpointResult? _signature;

    public async ValueTask<AuditInspection> InspectAsync(CancellationToken cancellationToken)
    {
        var producers = await TryAsync("producers", () => store.ReadProducersAsync(cancellationToken), new Dictionary<long, long>(), cancellationToken).ConfigureAwait(false);
        foreach (var producer in producers.Keys)
            _lastOfProducer[producer] = 0;
        // The checkpoint first: what comes meanwhile is not in it.
        var state = await TryAsync("store", async () => (AuditStoreState?)await store.ReadStateAsync(cancellationToken).ConfigureAwait(false), null, cancellationToken).ConfigureAwait(false);
        var checkpoint = ReadCheckpoint(state);

        var keptFrom = state?.KeptFrom ?? 0;
        if (state is not null)
            await InspectBeginningAsync(state, cancellationToken).ConfigureAwait(false);

        var records = new RecordInspection(store, _findings, checkpoint, _lastOfProducer, state);
        await TryAsync("records", () => records.InspectAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        var nodes = new NodeInspection(store, _findings, records.Bundles);
        await TryAsync("nodes", () => nodes.InspectAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        var waiting = 0L;
        await TryAsync("intake", async () => waiting = await InspectIntakeAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        await TryAsync("producers", () => InspectProducersAsync(producers, isFromTheBeginning: keptFrom == 0, cancellationToken), cancellationToken).ConfigureAwait(false);
        var personal = await InspectPersonalAsync(keptFrom, records.Prefix, cancellationToken).ConfigureAwait(false);
        await TryAsync("index", () => InspectIndexAsync(keptFrom, records.Prefix, cancellationToken), cancellationToken).ConfigureAwait(false);
        foreach (var guard in await TryAsync("guards", () => store.FindMissingGuardsAsync(cancellationToken), [], cancellationToken).ConfigureAwait(false))
            _findings.Add("guards", null, $"{guard} is missing or switched off: it refuses changes");
        if (policy is not null && state is not null)
            await TryAsync("checkpoint", () => InspectUnsignedAsync(state, checkpoint?.Size ?? 0, cancellationToken), cancellationToken).ConfigureAwait(false);
        return new AuditInspection(
            records.Count, nodes.Count, waiting, personal.Present, personal.Erased, acceptsSealed ? personal.Unreadable : 0, checkpoint?.Size ?? 0, _signature, _findings.All)
        {
            Dropped = keptFrom,
        };
    }

    /// <summary>Where a log begins counts where the log has signed it, and only who names its key can tell.</summary>
    private async Task InspectBeginningAsync(AuditStoreState state, CancellationToken cancellationToken)
    {
        if (state.KeptFrom == 0)
            return;
        if (policy is null)
            _findings.Add("records", 0, $"records 0 to {state.KeptFrom - 1} are missing, and without the key of the log nobody can tell whether they were dropped: name it");
        else if (!await TryAsync("records", () => DroppedRecords.AreExplainedAsync(store, state, policy, cancellationToken), false, cancellationToken).ConfigureAwait(false))
            _findings.Add("records", 0, $"records 0 to {state.KeptFrom - 1} are missing, and no record says that they were dropped that the log has signed");
    }

    private (long Size, TreeHash Root)? ReadCheckpoint(AuditStoreState? state)
    {
        if (state is null || state.Checkpoint.IsEmpty)
            return null;
        if (!SignedNote.TryParse(state.Checkpoint.Span, out var note) || !CheckpointView.TryParse(note.Text, out var read))
        {
            _findings.Add("checkpoint", null, $"the checkpoint is none");
            _signature = policy is null ? null : CheckpointResult.Malformed;
            return null;
        }
        _signature = policy?.Verify(state.Checkpoint.Span, out _);
        if (_signature is not (null or CheckpointResult.Verified))
            _findings.Add("checkpoint", null, $"the checkpoint is not the log's own ({_signature})");
        return (read.Size, read.Root);
    }

    /// <summary>What no checkpoint speaks of nobody verifies: there may be some, and it may not be old.</summary>
    private async Task InspectUnsignedAsync(AuditStoreState state, long signed, CancellationToken cancellationToken)
    {
        var unsigned = await AuditUnsigned.ReadAsync(store, state, signed, cancellationToken).ConfigureAwait(false);
        if (unsigned.FindFault(maxUnsigned, time.GetUtcNow()) is { } fault)
            _findings.Add("checkpoint", null, $"{fault}");
    }

    private async Task<long> InspectIntakeAsync(CancellationToken cancellationToken)
    {
        var count = 0L;
        for (var after = long.MinValue; ;)
        {
            var rows = await store.ReadIntakeRowsAsync(after, IntakePage, cancellationToken).ConfigureAwait(false);
            if (rows.Count == 0)
                return count;
            foreach (var row in rows)
            {
                count++;
                after = row.Id;
                var isRight = row.IsRelayed ? AuditIntakeRecord.IsRelayed(row.Record.Span, policy) : AuditIntakeRecord.IsOfTransaction(row.Record.Span);
                if (!isRight)
                    _findings.Add("intake", row.Id, $"row {row.Id} is not what {(row.IsRelayed ? "a process without the log" : "a transaction")} leaves there");
                else if (row.IsRelayed)
                    Count(RecordHeader.Producer(row.Record.Span), RecordHeader.Sequence(row.Record.Span));
            }
        }
    }

    private void Count(long producer, long sequence)
    {
        if (_lastOfProducer.TryGetValue(producer, out var last) && sequence > last)
            _lastOfProducer[producer] = sequence;
    }

    private async Task InspectProducersAsync(IReadOnlyDictionary<long, long> before, bool isFromTheBeginning, CancellationToken cancellationToken)
    {
        var after = await store.ReadProducersAsync(cancellationToken).ConfigureAwait(false);
        foreach (var (producer, said) in before)
        {
            var last = _lastOfProducer[producer];
            // All that it has left may have been in what was dropped.
            if (last == 0 && !isFromTheBeginning)
                continue;
            // It may have left more while this was reading, so what was said before is less or equal, and what is said now is more or equal.
            if (last < said)
                _findings.Add("producers", producer, $"producer {producer:x16} has left numbers up to {said}, and {last} is the last that has arrived");
            else if (!after.TryGetValue(producer, out var now) || now < last)
                _findings.Add("producers", producer, $"producer {producer:x16} has left number {last}, and its row does not say so");
        }
    }

    private async Task<AuditPersonalVerification> InspectPersonalAsync(long keptFrom, long size, CancellationToken cancellationToken)
    {
        var nothing = new AuditPersonalVerification(0, 0, 0, []);
        if (store is not IAuditPersonalStore personal)
            return nothing;
        var found = await TryAsync("personal", () => new PersonalVerifier(personal, protector, size, acceptsSealed, keptFrom, policy).VerifyAsync(cancellationToken), nothing, cancellationToken).ConfigureAwait(false);
        foreach (var fault in found.Faults)
            _findings.Add("personal", fault.Index, $"{fault}");
        return found;
    }

    private async Task InspectIndexAsync(long keptFrom, long size, CancellationToken cancellationToken)
    {
        if (store is not IAuditSearchStore)
            return;
        var inspection = new IndexInspection(store, _findings);
        await inspection.InspectAsync(keptFrom, size, cancellationToken).ConfigureAwait(false);
    }

    private async Task TryAsync(string part, Func<Task> inspect, CancellationToken cancellationToken) =>
        await TryAsync(part, async () =>
        {
            await inspect().ConfigureAwait(false);
            return true;
        }, false, cancellationToken).ConfigureAwait(false);

    /// <summary>A part that cannot be read is a finding, and does not keep the others from being looked at.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever an engine throws of a damaged table.")]
    private async Task<T> TryAsync<T>(string part, Func<ValueTask<T>> read, T otherwise, CancellationToken cancellationToken)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not AuditContentUnavailableException && !cancellationToken.IsCancellationRequested)
        {
            _findings.Add(part, null, $"cannot be read: {exception.Message}");
            return otherwise;
        }
    }
}
