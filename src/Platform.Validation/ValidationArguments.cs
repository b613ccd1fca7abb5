using System.Collections;

namespace Platform.Validation;

/// <summary>The arguments of one failure: none, one or two, kept without an array of their own.</summary>
public readonly struct ValidationArguments : IReadOnlyList<ValidationArgument>, IEquatable<ValidationArguments>
{
    private readonly ValidationArgument _first;
    private readonly ValidationArgument _second;

    /// <summary>One argument.</summary>
    /// <param name="first">The argument.</param>
    public ValidationArguments(ValidationArgument first)
    {
        _first = first;
        Count = 1;
    }

    /// <summary>Two arguments.</summary>
    /// <param name="first">The one that matters more: what was asked for.</param>
    /// <param name="second">The other: what was found.</param>
    public ValidationArguments(ValidationArgument first, ValidationArgument second)
    {
        _first = first;
        _second = second;
        Count = 2;
    }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>One of them.</summary>
    /// <param name="index">From zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is none with this index.</exception>
    public ValidationArgument this[int index] => (uint)index < (uint)Count
        ? index == 0 ? _first : _second
        : throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>Finds an argument by its name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="argument">The argument, if there is one.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGet(string name, out ValidationArgument argument)
    {
        for (var i = 0; i < Count; i++)
        {
            argument = this[i];
            if (argument.Name == name)
                return true;
        }
        argument = default;
        return false;
    }

    /// <summary>The arguments in their order.</summary>
    /// <returns>An enumerator.</returns>
    public IEnumerator<ValidationArgument> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    /// <inheritdoc />
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc />
    public bool Equals(ValidationArguments other) => Count == other.Count && _first == other._first && _second == other._second;

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is ValidationArguments other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Count, _first, _second);

    /// <summary>Whether two lists are the same.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(ValidationArguments left, ValidationArguments right) => left.Equals(right);

    /// <summary>Whether two lists differ.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(ValidationArguments left, ValidationArguments right) => !left.Equals(right);
}
