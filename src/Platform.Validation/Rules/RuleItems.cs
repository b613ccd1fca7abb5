using System.ComponentModel;

namespace Platform.Validation.Rules;

/// <summary>Walks a sequence that is known by an interface alone; an array or a list without an enumerator on the heap.</summary>
/// <typeparam name="T">The items.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct RuleItems<T>
{
    private readonly ReadOnlySpan<T> _span;
    private readonly IEnumerator<T>? _items;
    private int _index;

    internal RuleItems(ReadOnlySpan<T> span)
    {
        _span = span;
        _index = -1;
    }

    internal RuleItems(IEnumerator<T> items) => _items = items;

    /// <summary>The item.</summary>
    public readonly T Current => _items is null ? _span[_index] : _items.Current;

    /// <summary>Itself.</summary>
    /// <returns>Itself.</returns>
    public readonly RuleItems<T> GetEnumerator() => this;

    /// <summary>Goes on.</summary>
    /// <returns>Whether there is another item.</returns>
    public bool MoveNext() => _items is null ? ++_index < _span.Length : _items.MoveNext();

    /// <summary>Ends the walk.</summary>
    public readonly void Dispose() => _items?.Dispose();
}
