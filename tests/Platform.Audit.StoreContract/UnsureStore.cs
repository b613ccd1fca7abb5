using Platform.Audit.Records;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;

namespace Platform.Audit.StoreContract;

/// <summary>What is lost with the first batch that has rows of the intake in it.</summary>
public enum Lost
{
    Nothing,

    /// <summary>The batch: it never reaches the store.</summary>
    Batch,

    /// <summary>The answer: it is committed, and whoever sent it does not know.</summary>
    Answer,

    /// <summary>The log: another process takes it at this moment, and records the same rows.</summary>
    Log,
}

/// <summary>A store that fails once, at the worst moment.</summary>
internal sealed class UnsureStore(IAuditIntakeStore store) : IAuditIntakeStore
{
    public const long ThiefsProducer = 4711;

    public Lost Loses { get; set; }

    /// <summary>The other process.</summary>
    public IAuditIntakeStore? Thief { get; init; }

    public string InsertIntake => store.InsertIntake;

    public async ValueTask CommitAsync(AuditBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Intake.Count == 0 || Loses == Lost.Nothing)
        {
            await store.CommitAsync(batch, cancellationToken);
            return;
        }
        var loses = Loses;
        Loses = Lost.Nothing;
        if (loses == Lost.Log)
        {
            await store.ReleaseAsync(cancellationToken);
            await StealAsync(cancellationToken);
        }
        if (loses is Lost.Answer or Lost.Log)
            await store.CommitAsync(batch, cancellationToken);
        throw new IOException("The connection was lost.");
    }

    public ValueTask<IReadOnlyList<AuditIntakeRow>> ReadIntakeAsync(int most, long mostBytes, CancellationToken cancellationToken) => store.ReadIntakeAsync(most, mostBytes, cancellationToken);

    public ValueTask<IReadOnlySet<long>> FindIntakeAsync(IReadOnlyCollection<long> rows, CancellationToken cancellationToken) => store.FindIntakeAsync(rows, cancellationToken);

    /// <summary>How many relays are committed and not answered.</summary>
    public int LosesRelayAnswers { get; set; }

    public async ValueTask RelayAsync(AuditRelay relay, CancellationToken cancellationToken)
    {
        await store.RelayAsync(relay, cancellationToken);
        if (LosesRelayAnswers > 0 && LosesRelayAnswers-- > 0)
            throw new IOException("The connection was lost.");
    }

    public ValueTask<AuditStoreState?> TryAcquireAsync(CancellationToken cancellationToken) => store.TryAcquireAsync(cancellationToken);

    public ValueTask<AuditStoreState> ReadStateAsync(CancellationToken cancellationToken) => store.ReadStateAsync(cancellationToken);

    public ValueTask SaveCheckpointAsync(long epoch, ReadOnlyMemory<byte> checkpoint, CancellationToken cancellationToken) =>
        store.SaveCheckpointAsync(epoch, checkpoint, cancellationToken);

    public ValueTask ReleaseAsync(CancellationToken cancellationToken) => store.ReleaseAsync(cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(TileAddress address, CancellationToken cancellationToken) => store.ReadAsync(address, cancellationToken);

    private async Task StealAsync(CancellationToken cancellationToken)
    {
        var log = await Batches.AcquireAsync(Thief!, cancellationToken);
        var rows = await Thief!.ReadIntakeAsync(100, long.MaxValue, cancellationToken);
        var number = 0;
        var batch = log.Next(rows.Select(row =>
        {
            var record = row.Record.ToArray();
            RecordHeader.Write(record, AuditRecordKind.Event, RecordHeader.Occurred(record), ThiefsProducer, ++number);
            RecordHeader.Seal(record, RecordHeader.Microseconds(Batches.Start), isTimeHeld: false);
            return record;
        }));
        foreach (var row in rows)
            batch.AddIntake(row.Id);
        await Thief.CommitAsync(batch, cancellationToken);
        await Thief.ReleaseAsync(cancellationToken);
    }
}
