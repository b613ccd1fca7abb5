using Platform.Audit.Records;
using Platform.Audit.Retention;
using Platform.Audit.Stores;
using Platform.Audit.Trees;

namespace Platform.Audit.Sequencing;

/// <summary>What came of it: the record that says what was dropped, or why nothing was; neither where somebody looks into the records, so that it may be tried again.</summary>
internal readonly record struct DropOutcome(long? DroppedBy, string? Obstacle);

/// <summary>Asks the loop to drop a partition.</summary>
/// <param name="Partition">Which. It was compared with what was signed, archived and sealed.</param>
/// <param name="Archive">The name of the file that its records are in.</param>
/// <param name="Sha256">The hash of that file.</param>
/// <param name="Reason">Why.</param>
/// <param name="FindObstacle">Looks a last time whether it must stay, in a log that is of this size and has this root.</param>
internal sealed record DropRequest(
    AuditPartition Partition, string? Archive, string? Sha256, string? Reason, Func<long, TreeHash, CancellationToken, ValueTask<string?>> FindObstacle)
{
    private readonly TaskCompletionSource<DropOutcome> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Who has asked, and from where. What of that is personal would need room beside the record, and is left out.</summary>
    public AuditContext? Context { get; init; }

    public Task<DropOutcome> Done => _done.Task;

    /// <summary>The same once more.</summary>
    public DropRequest Again() => new(Partition, Archive, Sha256, Reason, FindObstacle);

    public void Complete(DropOutcome outcome) => _done.TrySetResult(outcome);

    public void Fail(Exception failure) => _done.TrySetException(failure);

    /// <summary>The record that says so, for its place, without its header.</summary>
    public byte[] Write(long index, LogKeys keys)
    {
        var dropped = new LogDropped(Partition, Archive, Sha256, Reason, index, keys);
        var writer = AuditEventWriter.Begin(dropped.EventType, Context);
        try
        {
            dropped.WriteTo(ref writer);
            writer.End();
            return writer.Written.ToArray();
        }
        finally
        {
            writer.Return();
        }
    }
}
