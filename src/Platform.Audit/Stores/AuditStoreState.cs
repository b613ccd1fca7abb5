using Platform.Audit.Trees;

namespace Platform.Audit.Stores;

/// <summary>How a log stands in its store.</summary>
/// <param name="Epoch">How often the log was acquired. Who has an older epoch than the last can add nothing.</param>
/// <param name="Size">How many records there are.</param>
/// <param name="Root">The root of the tree over them, as it was stored with the last of them.</param>
/// <param name="LastRecordedAt">The time of the last record; the earliest there is where there is none.</param>
/// <param name="Checkpoint">The last checkpoint; empty where there is none.</param>
public sealed record AuditStoreState(long Epoch, long Size, TreeHash Root, DateTimeOffset LastRecordedAt, ReadOnlyMemory<byte> Checkpoint)
{
    /// <summary>The index of the first record that is in the store: those before it were dropped, and their hashes stay (<see cref="IAuditPartitionedStore"/>).</summary>
    /// <value>0 where all of them are there.</value>
    public long KeptFrom { get; init; }

    /// <summary>The record that says so. It is itself in the log, so that whoever takes records away has to sign for it.</summary>
    /// <value><see langword="null"/> where nothing was dropped.</value>
    public long? DroppedBy { get; init; }
}
