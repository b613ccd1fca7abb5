using System.Runtime.InteropServices;
using Platform.Audit.Trees;

namespace Platform.Audit.Stores;

/// <summary>What a store adds in one transaction: records that follow the last one, their hashes, and the nodes above that have become full.</summary>
/// <remarks>The object and its memory are used again for the next batch.</remarks>
public sealed class AuditBatch
{
    private readonly List<ReadOnlyMemory<byte>> _records = [];
    private readonly List<TreeHash> _hashes = [];
    private readonly List<AuditNode> _nodes = [];
    private readonly List<long> _intake = [];
    private readonly List<AuditPersonalContent> _personal = [];
    private readonly List<AuditErasedRecord> _erasures = [];

    internal AuditBatch()
    {
    }

    /// <summary>The epoch of whoever sends it.</summary>
    public long Epoch { get; private set; }

    /// <summary>The index of its first record: the size of the log before it.</summary>
    public long FirstIndex { get; private set; }

    /// <summary>When its records were recorded, the same for all of them, to the microsecond.</summary>
    public DateTimeOffset RecordedAt { get; private set; }

    /// <summary>The records, one after another. Their bytes are what was hashed.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Records => _records;

    /// <summary>The leaf hashes of <see cref="Records"/>.</summary>
    public IReadOnlyList<TreeHash> Hashes => _hashes;

    /// <summary>The nodes above that are new.</summary>
    public IReadOnlyList<AuditNode> Nodes => _nodes;

    /// <summary>The rows of the intake whose records are among these, to be deleted with the same transaction. Empty unless the store is an <see cref="IAuditIntakeStore"/>.</summary>
    public IReadOnlyList<long> Intake => _intake;

    /// <summary>What is kept beside its records, to be added with the same transaction. Empty unless the store is an <see cref="IAuditPersonalStore"/>.</summary>
    public IReadOnlyList<AuditPersonalContent> Personal => _personal;

    /// <summary>Earlier records whose contents are erased with the same transaction. Empty unless the store is an <see cref="IAuditPersonalStore"/>.</summary>
    public IReadOnlyList<AuditErasedRecord> Erasures => _erasures;

    /// <summary>The size of the log with it.</summary>
    public long Size => FirstIndex + _records.Count;

    /// <summary>The root of the tree with it, kept with its last record.</summary>
    public TreeHash Root { get; private set; }

    internal ReadOnlySpan<TreeHash> HashSpan => CollectionsMarshal.AsSpan(_hashes);

    internal void Begin(long epoch, long firstIndex, DateTimeOffset recordedAt)
    {
        (Epoch, FirstIndex, RecordedAt) = (epoch, firstIndex, recordedAt);
        _records.Clear();
        _hashes.Clear();
        _nodes.Clear();
        _intake.Clear();
        _personal.Clear();
        _erasures.Clear();
    }

    internal void Add(AuditPersonalContent content) => _personal.Add(content);

    internal void Erase(long index, long erasedBy) => _erasures.Add(new AuditErasedRecord(index, erasedBy));

    internal void AddIntake(long row) => _intake.Add(row);

    internal void Add(ReadOnlyMemory<byte> record)
    {
        _records.Add(record);
        _hashes.Add(TreeHasher.HashLeaf(record.Span));
    }

    internal void Add(AuditNode node) => _nodes.Add(node);

    internal void End(TreeHash root) => Root = root;
}
