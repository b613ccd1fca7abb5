using System.Collections.Frozen;
using Platform.Validation.DataSets.Keys;

namespace Platform.Validation.DataSets;

/// <summary>The keys of another data set, for rules across data sets: <see cref="Column{T}.References"/> and <see cref="Column{T}.Covers"/>.</summary>
/// <typeparam name="T">The type of the keys: text, a number, a time, an identifier or an enumeration.</typeparam>
/// <remarks>Safe on many threads.</remarks>
public sealed class KeySet<T> : IDisposable
    where T : notnull
{
    /// <summary>So many texts are kept beside their keys; more would not be bounded memory.</summary>
    private const int MostTexts = 10_000;

    private readonly Lock _lock = new();
    private readonly KeyHasher _hasher;
    private readonly KeyIndex _keys;
    private readonly Guid _identity;
    private HashSet<string>? _texts = typeof(T) == typeof(string) ? new HashSet<string>(StringComparer.Ordinal) : null;
    private bool _isDisposed;

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

    /// <summary>The texts themselves, where there are few: looking for one takes a third of the time that hashing it under a secret does.</summary>
    internal FrozenSet<string>? Texts { get; private set; }

    /// <summary>Whether a key is in the set.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Whether it is.</returns>
    public bool Contains(T key) => Contains(_hasher.Hash(key));

    /// <summary>Removes what the set keeps outside of memory. Who asks it afterwards gets an <see cref="ObjectDisposedException"/>, not a no.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        (_isDisposed, Texts) = (true, null);
        _keys.Delete();
    }

    internal bool Contains(UInt128 key)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        // What is in memory alone can be read by many; a storage is used by one at a time.
        if (_keys.Spilled == 0)
            return _keys.Contains(key);
        lock (_lock)
            return _keys.Contains(key);
    }

    internal void Add(T key)
    {
        _keys.TryAdd(_hasher.Hash(key), 1, out _);
        if (_texts is not null && (!_texts.Add((string)(object)key) || _texts.Count <= MostTexts))
            return;
        _texts = null;
    }

    /// <summary>All keys have been added.</summary>
    internal KeySet<T> Close()
    {
        Texts = _texts?.ToFrozenSet(StringComparer.Ordinal);
        _texts = null;
        return this;
    }
}
