using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Platform.Audit.Search;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;

namespace Platform.Audit.Stores;

/// <summary>Keeps a log in memory: it is gone when the process is. For tests, and for a first look.</summary>
/// <remarks>Thread-safe. Several logs may share one object as several processes share a file; <see cref="Connect"/> gives each its own end.</remarks>
public sealed class InMemoryAuditStore : IAuditSearchStore, IAuditPersonalStore
{
    private readonly Shared _shared;
    private long _epoch;

    /// <summary>Makes an empty one.</summary>
    public InMemoryAuditStore()
        : this(new Shared())
    {
    }

    private InMemoryAuditStore(Shared shared) => _shared = shared;

    /// <summary>Another end of the same log, as another process would have it.</summary>
    /// <returns>The end.</returns>
    public InMemoryAuditStore Connect() => new(_shared);

    /// <inheritdoc />
    public ValueTask<AuditStoreState?> TryAcquireAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_shared)
        {
            if (_shared.Owner is { } owner && owner != this)
                return new((AuditStoreState?)null);
            _shared.Owner = this;
            _epoch = ++_shared.Epoch;
            _shared.State = _shared.State with { Epoch = _epoch };
            return new(_shared.State);
        }
    }

    /// <inheritdoc />
    public ValueTask<AuditStoreState> ReadStateAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_shared)
            return new(_shared.State);
    }

    /// <inheritdoc />
    public ValueTask CommitAsync(AuditBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_shared)
        {
            RequireEpoch(batch.Epoch);
            if (batch.FirstIndex != _shared.Records.Count)
                throw new AuditFencedException($"The batch begins at {batch.FirstIndex}, and the log ends at {_shared.Records.Count}.");
            foreach (var record in batch.Records)
                _shared.Records.Add(record.ToArray());
            _shared.Levels(0).AddRange(batch.HashSpan);
            foreach (var node in batch.Nodes)
                _shared.Levels(node.Level).Add(node.Hash);
            foreach (var content in batch.Personal)
                _shared.Personal.Add((content.Index, content.Place), content);
            foreach (var erasure in batch.Erasures)
            {
                foreach (var (key, content) in _shared.Personal.Where(each => each.Key.Index == erasure.Index && each.Value.ErasedBy is null).ToList())
                    _shared.Personal[key] = new AuditPersonalContent(content.Index, content.Place, null, default, default, erasure.ErasedBy);
            }
            _shared.State = new AuditStoreState(batch.Epoch, batch.Size, batch.Root, batch.RecordedAt, _shared.State.Checkpoint);
        }
        return default;
    }

    /// <inheritdoc />
    public ValueTask SaveCheckpointAsync(long epoch, ReadOnlyMemory<byte> checkpoint, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_shared)
        {
            RequireEpoch(epoch);
            _shared.State = _shared.State with { Checkpoint = checkpoint.ToArray() };
        }
        return default;
    }

    /// <inheritdoc />
    public ValueTask ReleaseAsync(CancellationToken cancellationToken)
    {
        lock (_shared)
        {
            if (_shared.Owner == this)
                _shared.Owner = null;
        }
        return default;
    }

    /// <inheritdoc />
    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(TileAddress address, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var first = (int)Math.Min(int.MaxValue, address.Index * TileAddress.FullWidth);
        lock (_shared)
        {
            var count = address.IsEntries ? _shared.Records.Count : _shared.Levels(address.Level).Count;
            if (count - first < address.Width)
                return default;
            return new(address.IsEntries
                ? Bundle(_shared.Records.GetRange(first, address.Width))
                : MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_shared.Levels(address.Level)).Slice(first, address.Width)).ToArray());
        }
    }

    /// <inheritdoc />
    public ValueTask<long> ReadIndexedAsync(CancellationToken cancellationToken)
    {
        lock (_shared)
            return new(_shared.Index.Count);
    }

    /// <inheritdoc />
    public ValueTask<bool> IsIndexWholeAsync(CancellationToken cancellationToken) => new(true);

    /// <inheritdoc />
    public ValueTask ClearIndexAsync(CancellationToken cancellationToken)
    {
        lock (_shared)
            _shared.Index.Clear();
        return default;
    }

    /// <inheritdoc />
    public ValueTask IndexAsync(IReadOnlyList<AuditIndexEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        lock (_shared)
            _shared.Index.AddRange(entries.Where(entry => entry.Index >= _shared.Index.Count && entries[0].Index <= _shared.Index.Count).ToList());
        return default;
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<long>?> SearchAsync(AuditQuery query, long size, int most, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        lock (_shared)
        {
            if (_shared.Index.Count < size)
                return default;
            var found = _shared.Index.Where(entry => entry.Index < size && IndexEntries.Matches(query, entry)).Select(static entry => entry.Index);
            return new([.. (query.OldestFirst ? found.Where(index => index > (query.After ?? -1)) : found.Where(index => index < (query.After ?? long.MaxValue)).Reverse()).Take(most)]);
        }
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<AuditPersonalContent>> ReadPersonalAsync(long first, long end, CancellationToken cancellationToken)
    {
        lock (_shared)
            return new([.. _shared.Personal.Values.Where(each => each.Index >= first && each.Index < end)]);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<long>> FindTagAsync(ReadOnlyMemory<byte> tag, long after, int most, CancellationToken cancellationToken) =>
        FindPersonal(each => each.Tag.Span.SequenceEqual(tag.Span), after, most);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<long>> FindSubjectAsync(string subject, long after, int most, CancellationToken cancellationToken) =>
        FindPersonal(each => each.Subject == subject, after, most);

    private ValueTask<IReadOnlyList<long>> FindPersonal(Func<AuditPersonalContent, bool> condition, long after, int most)
    {
        lock (_shared)
            return new([.. _shared.Personal.Values.Where(each => each.Index > after && each.ErasedBy is null && condition(each)).Select(static each => each.Index).Distinct().Take(most)]);
    }

    private static byte[] Bundle(List<byte[]> records)
    {
        var bundle = new byte[records.Sum(static record => sizeof(ushort) + record.Length)];
        var at = 0;
        foreach (var record in records)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bundle.AsSpan(at), (ushort)record.Length);
            record.CopyTo(bundle, at + sizeof(ushort));
            at += sizeof(ushort) + record.Length;
        }
        return bundle;
    }

    private void RequireEpoch(long epoch)
    {
        if (_shared.Owner != this || epoch != _shared.Epoch || epoch != _epoch)
            throw new AuditFencedException($"The log is in epoch {_shared.Epoch}, and epoch {epoch} is over.");
    }

    private sealed class Shared
    {
        private readonly List<List<TreeHash>> _levels = [];

        public InMemoryAuditStore? Owner { get; set; }

        public long Epoch { get; set; }

        public List<byte[]> Records { get; } = [];

        public List<AuditIndexEntry> Index { get; } = [];

        public SortedDictionary<(long Index, int Place), AuditPersonalContent> Personal { get; } = [];

        public AuditStoreState State { get; set; } = new(0, 0, TreeHash.Empty, DateTimeOffset.MinValue, default);

        public List<TreeHash> Levels(int level)
        {
            while (_levels.Count <= level)
                _levels.Add([]);
            return _levels[level];
        }
    }
}
