using Platform.Validation.DataSets.Checkpoints;

namespace Platform.Validation.DataSets.Keys;

/// <summary>Exact keys in bounded memory: in a table, and when that is full in a storage, behind a filter.</summary>
internal sealed class KeyIndex(KeyHasher hasher, string run, string rule, long maxInMemory, IKeyStorage? storage) : IDisposable
{
    private readonly KeyTable _table = new(hasher);
    private IStoredKeys? _stored;
    private BloomFilter? _filter;
    private long _generation;

    public long Count => _table.Count + (_stored?.Count ?? 0);

    /// <summary>How many keys have left memory.</summary>
    public long Spilled => _stored?.Count ?? 0;

    /// <exception cref="KeyLimitException">There are more keys than may be in memory, and no storage.</exception>
    public bool TryAdd(UInt128 key, long row, out long firstRow)
    {
        if (_stored is not null && TryFindStored(key, out firstRow))
            return false;
        if (!_table.TryAdd(key, row, out firstRow))
            return false;
        if (_table.Count > maxInMemory)
            Spill();
        return true;
    }

    /// <inheritdoc cref="KeyTable.Touch"/>
    public uint Touch(UInt128 key) => _table.Touch(key);

    public bool Contains(UInt128 key) => _table.TryFind(key, out _) || (_stored is not null && TryFindStored(key, out _));

    public IEnumerable<StoredKey> Read() => _stored is null ? _table.Read() : _stored.Read().Concat(_table.Read());

    public void Save(StateWriter state)
    {
        state.Write(_generation);
        state.Write(_table.Count);
        foreach (var key in _table.Read())
        {
            state.Write((long)(ulong)key.Key);
            state.Write((long)(ulong)(key.Key >> 64));
            state.Write(key.Row);
        }
    }

    public void Restore(StateReader state)
    {
        _generation = state.ReadCount();
        for (var left = state.ReadCount(); left > 0; left--)
        {
            var low = (ulong)state.ReadInt64();
            var key = new UInt128((ulong)state.ReadInt64(), low);
            if (!_table.TryAdd(key, state.ReadCount(KeyTable.MaxRow), out _))
                throw new CheckpointException("The checkpoint holds a key twice.");
        }
        if (_generation > 0)
        {
            OpenStored();
            _stored!.DiscardAfter(_generation);
            foreach (var key in _stored.Read())
                _filter!.Add(hasher.Spread(key.Key));
        }
    }

    /// <summary>What is kept outside of memory is not needed any more.</summary>
    public void Delete()
    {
        _stored?.Delete();
        Dispose();
    }

    public void Dispose()
    {
        _stored?.Dispose();
        _stored = null;
    }

    private bool TryFindStored(UInt128 key, out long row)
    {
        row = 0;
        return _filter!.MayContain(hasher.Spread(key)) && _stored!.TryFind(key, out row);
    }

    private void Spill()
    {
        if (_stored is null)
        {
            OpenStored();
            _stored!.DiscardAfter(0);
        }
        var keys = _table.Read().ToArray();
        Array.Sort(keys, static (left, right) => left.Key.CompareTo(right.Key));
        _stored!.Add(keys, ++_generation);
        foreach (var key in keys)
            _filter!.Add(hasher.Spread(key.Key));
        _table.Clear();
    }

    private void OpenStored()
    {
        _stored = (storage ?? throw new KeyLimitException(rule, maxInMemory)).Open(run, rule);
        _filter = new BloomFilter();
    }
}
