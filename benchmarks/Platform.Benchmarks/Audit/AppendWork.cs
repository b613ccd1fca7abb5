using System.Security.Cryptography;
using Platform.Audit.Trees;

namespace Platform.Benchmarks.Audit;

/// <summary>The same 1,000 records into a tree and into a chain, in which each hash is over the one before it and the record.</summary>
internal sealed class AppendWork
{
    private const int Count = 1_000;
    private const int BatchLength = 250;

    private readonly byte[] _records = AuditRecords.Make(Count);
    private readonly TreeHash[] _batch = new TreeHash[BatchLength];
    private readonly byte[] _link = new byte[SHA256.HashSizeInBytes + AuditRecords.Length];
    private readonly TreeFrontier _tree = new();
    private long _appended;

    /// <summary>In batches, as a log does that commits groups.</summary>
    public AppendWork AppendToTree()
    {
        for (var at = 0; at < Count; at += BatchLength)
        {
            for (var of = 0; of < BatchLength; of++)
                _batch[of] = TreeHasher.HashLeaf(_records.AsSpan((at + of) * AuditRecords.Length, AuditRecords.Length));
            _tree.Append(_batch);
        }
        _appended += Count;
        return this;
    }

    public AppendWork AppendToChain()
    {
        for (var at = 0; at < Count; at++)
        {
            _records.AsSpan(at * AuditRecords.Length, AuditRecords.Length).CopyTo(_link.AsSpan(SHA256.HashSizeInBytes));
            SHA256.HashData(_link, _link.AsSpan(0, SHA256.HashSizeInBytes));
        }
        _appended += Count;
        return this;
    }

    public bool IsTreeRight()
    {
        var tree = new TreeFrontier();
        for (var at = 0L; at < _appended; at++)
            tree.Append(TreeHasher.HashLeaf(_records.AsSpan((int)(at % Count) * AuditRecords.Length, AuditRecords.Length)));
        return tree.Root == _tree.Root && _tree.Size == _appended;
    }

    public bool IsChainRight()
    {
        var head = new byte[SHA256.HashSizeInBytes];
        for (var at = 0L; at < _appended; at++)
            head = SHA256.HashData([.. head, .. _records.AsSpan((int)(at % Count) * AuditRecords.Length, AuditRecords.Length)]);
        return _link.AsSpan(0, head.Length).SequenceEqual(head);
    }
}
