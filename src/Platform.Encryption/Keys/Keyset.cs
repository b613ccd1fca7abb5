using System.Collections.Frozen;

namespace Platform.Encryption.Keys;

/// <summary>The keys of one purpose: a primary that seals, and retired ones that still open.</summary>
/// <remarks>A value is opened by the key whose id it names and by no other; keys are never tried. Immutable and thread-safe.</remarks>
public sealed class Keyset
{
    private readonly FrozenDictionary<KeyId, DataKey> _keys;

    /// <summary>Makes a keyset.</summary>
    /// <param name="primary">The key that seals, and opens.</param>
    /// <param name="retired">Keys that only open.</param>
    /// <exception cref="ArgumentException">A key is given twice.</exception>
    public Keyset(DataKey primary, params IReadOnlyList<DataKey> retired)
    {
        ArgumentNullException.ThrowIfNull(primary);
        ArgumentNullException.ThrowIfNull(retired);
        Primary = primary;
        var keys = new Dictionary<KeyId, DataKey> { [primary.Id] = primary };
        foreach (var key in retired)
        {
            if (!keys.TryAdd(key.Id, key))
                throw new ArgumentException($"The key {key.Id} is given twice.", nameof(retired));
        }
        _keys = keys.ToFrozenDictionary();
    }

    /// <summary>The key that seals.</summary>
    public DataKey Primary { get; }

    /// <summary>All keys, the primary among them, in no particular order.</summary>
    public IReadOnlyCollection<DataKey> Keys => _keys.Values;

    /// <summary>Whether a value that names <paramref name="id"/> can be opened.</summary>
    /// <param name="id">The id of a key.</param>
    /// <returns><see langword="true"/> if the key is in the set.</returns>
    public bool Contains(KeyId id) => _keys.ContainsKey(id);

    internal DataKey? Find(KeyId id) => _keys.GetValueOrDefault(id);
}
