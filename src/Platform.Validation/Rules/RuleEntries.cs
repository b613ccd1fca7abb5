using System.ComponentModel;

namespace Platform.Validation.Rules;

/// <summary>Walks a dictionary that is known by an interface alone; a <see cref="Dictionary{TKey, TValue}"/> without an enumerator on the heap.</summary>
/// <typeparam name="TKey">The keys.</typeparam>
/// <typeparam name="TValue">The values.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct RuleEntries<TKey, TValue>
    where TKey : notnull
{
    private readonly IEnumerator<KeyValuePair<TKey, TValue>>? _others;
    private Dictionary<TKey, TValue>.Enumerator _own;

    internal RuleEntries(IEnumerable<KeyValuePair<TKey, TValue>> entries)
    {
        if (entries is Dictionary<TKey, TValue> dictionary)
            _own = dictionary.GetEnumerator();
        else
            _others = entries.GetEnumerator();
    }

    /// <summary>The entry.</summary>
    public readonly KeyValuePair<TKey, TValue> Current => _others is null ? _own.Current : _others.Current;

    /// <summary>Itself.</summary>
    /// <returns>Itself.</returns>
    public readonly RuleEntries<TKey, TValue> GetEnumerator() => this;

    /// <summary>Goes on.</summary>
    /// <returns>Whether there is another entry.</returns>
    public bool MoveNext() => _others is null ? _own.MoveNext() : _others.MoveNext();

    /// <summary>Ends the walk.</summary>
    public readonly void Dispose() => _others?.Dispose();
}
