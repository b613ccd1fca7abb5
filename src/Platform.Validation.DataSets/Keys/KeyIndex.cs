using Platform.Validation.DataSets.Checkpoints;

namespace Platform.Validation.DataSets.Keys;

/// <summary>Exact keys in bounded memory: in a table, and when that is full in a storage, behind a filter.</summary>
internal sealed class KeyIndex(KeyHasher hasher, string run, string rule, long maxInMemory, IKeyStorage? storage) : IDisposable
{
    private readonly KeyTable _table = new(hasher);
    private readonly long _maxInMemory = Math.Min(maxInMemory, KeyTable.MostKeys - 1);
    private IStoredKeys? _stored;
    private BloomFilter? _filter;
    private long _generation;

    public long Count => _table.Count + (_stored?.Count ?? 0);

    /// <summary>How many keys have left memory.</summary>
    public long Spilled => _stored?.Count ?? 0;

    /// <exception cref="KeyLimitException">There are more keys than may be in memory, and no storage.</exception>
    public bool TryAdd(UInt128 key, long row, out long firstRow) => TryAdd(key, hasher.Spread(key), row, out firstRow);

    /// <inheritdoc cref="TryAdd(UInt128, long, out long)"/>
    /// <param name="key">The key.</param>
    /// <param name="place">What <see cref="KeyHasher.Spread"/> makes of it.</param>
    /// <param name="row">The row.</param>
    /// <param name="firstRow">The row in which it came first, where it was there.</param>
    public bool TryAdd(UInt128 key, ulong place, long row, out long firstRow)
    {
        if (_stored is not null && TryFindStored(key, place, out firstRow))
            return false;
        if (!_table.TryAdd(key, place, row, out firstRow))
            return false;
        if (_table.Count > _maxInMemory)
            Spill();
        return true;
    }

    /// <inheritdoc cref="KeyTable.Touch"/>
    public ulong Touch(ulong place) => _table.Touch(place);

    /// <inheritdoc cref="KeyTable.Reserve"/>
    public void Expect(long keys) => _table.Reserve(Math.Min(keys, _maxInMemory));

    public bool Contains(UInt128 key)
    {
        var place = hasher.Spread(key);
        return _table.TryFind(key, place, out _) || (_stored is not null && TryFindStored(key, place, out _));
    }

    public IEnumerable<StoredKey> Read() => _stored is null ? _table.Read() : _stored.Read().Concat(_table.Read());

    public void Save(StateWriter state)
    {
        state.Write(_generation);
        state.Write(Spilled);
        state.Write(_table.Count);
        foreach (var key in _table.Read())
        {
            state.Write((long)(ulong)key.Key);
            state.Write((long)(ulong)(key.Key >> 64));
            state.Write(key.Row);
        }
    }

    /// <exception cref="CheckpointException">The keys that were in the storage are not there any more, or what is read makes no sense.</exception>
    public void Restore(StateReader state)
    {
        _generation = state.ReadCount();
        var spilled = state.ReadCount();
        for (var left = state.ReadCount(); left > 0; left--)
        {
            var low = (ulong)state.ReadInt64();
            var key = new UInt128((ulong)state.ReadInt64(), low);
            if (!_table.TryAdd(key, hasher.Spread(key), state.ReadCount(1, KeyTable.MaxRow), out _))
                throw new CheckpointException("The checkpoint holds a key twice.");
        }
        if (_generation > 0 != spilled > 0)
            throw new CheckpointException("The checkpoint holds a number that cannot be.");
        if (_generation > 0)
        {
            if (storage is null)
                throw new CheckpointException($"The run has keys of {rule} in a storage. Give it the storage, or delete the checkpoint to begin again.");
            OpenStored();
            _stored!.DiscardAfter(_generation);
            // A folder that was cleaned, a machine that lost power: without them values would pass as new that are not.
            if (_stored.Count != spilled)
                throw new CheckpointException(FormattableString.Invariant($"Of {spilled} keys of {rule} that the run had in its storage {_stored.Count} are there. Delete the checkpoint to begin again."));
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

    private bool TryFindStored(UInt128 key, ulong place, out long row)
    {
        row = 0;
        return _filter!.MayContain(place) && _stored!.TryFind(key, out row);
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
        _stored = (storage ?? throw new KeyLimitException(rule, _maxInMemory)).Open(run, rule);
        _filter = new BloomFilter();
    }
}
