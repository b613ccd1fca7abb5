using Platform.Validation.DataSets.Keys;

namespace Platform.Validation.DataSets;

/// <summary>The keys of another data set, for rules across data sets: <see cref="Column{T}.References"/> and <see cref="Column{T}.Covers"/>.</summary>
/// <typeparam name="T">The type of the keys: text, a number, a time, an identifier or an enumeration.</typeparam>
/// <remarks>Safe on many threads.</remarks>
public sealed class KeySet<T> : IDisposable
    where T : notnull
{
    private readonly Lock _lock = new();
    private readonly KeyHasher _hasher;
    private readonly KeyIndex _keys;
    private readonly Guid _identity;

    internal KeySet(IKeyStorage? storage, long maxInMemory)
    {
        if (!KeyHasher.CanHash<T>())
            throw new NotSupportedException($"A {typeof(T)} cannot be a key; take a text, a number, a time, an identifier or an enumeration of it.");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxInMemory);
        _identity = Guid.NewGuid();
        _hasher = new KeyHasher(_identity);
        _keys = new KeyIndex(_hasher, _identity.ToString("N"), "keys", maxInMemory, storage);
    }

    /// <summary>How many different keys there are.</summary>
    public long Count => _keys.Count;

    internal KeyHasher Hasher => _hasher;

    /// <summary>Whether a key is in the set.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Whether it is.</returns>
    public bool Contains(T key) => Contains(_hasher.Hash(key));

    /// <summary>Removes what the set keeps outside of memory.</summary>
    public void Dispose() => _keys.Delete();

    internal bool Contains(UInt128 key)
    {
        // What is in memory alone can be read by many; a storage is used by one at a time.
        if (_keys.Spilled == 0)
            return _keys.Contains(key);
        lock (_lock)
            return _keys.Contains(key);
    }

    internal void Add(T key) => _keys.TryAdd(_hasher.Hash(key), 1, out _);
}
