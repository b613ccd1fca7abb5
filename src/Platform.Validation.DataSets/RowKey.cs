using Platform.Validation.DataSets.Keys;

namespace Platform.Validation.DataSets;

/// <summary>The key of a row from several columns: <c>(row, key) =&gt; key.And(row.Street).And(row.Number)</c>. Missing is a value like others.</summary>
public readonly struct RowKey
{
    private readonly KeyHasher _hasher;

    internal RowKey(KeyHasher hasher) => _hasher = hasher;

    private RowKey(KeyHasher hasher, UInt128 value) => (_hasher, Value) = (hasher, value);

    internal UInt128 Value { get; }

    /// <summary>Adds a value to the key.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The longer key.</returns>
    /// <exception cref="NotSupportedException">A value of this type cannot be part of a key.</exception>
    public RowKey And<T>(T? value)
        where T : notnull
    {
        if (value is null)
            return AndNothing();
        return KeyHasher.CanHash<T>()
            ? new(_hasher, _hasher.Combine(Value, _hasher.Hash(value)))
            : throw new NotSupportedException($"A {typeof(T)} cannot be part of a key; take a text, a number, a time, an identifier or an enumeration of it.");
    }

    /// <summary>Adds a value that may be missing to the key.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The longer key.</returns>
    /// <exception cref="NotSupportedException">A value of this type cannot be part of a key.</exception>
    public RowKey And<T>(T? value)
        where T : struct => value is { } present ? And<T>(present) : AndNothing();

    /// <summary>Twice, so that what is missing has no key that a value could have.</summary>
    private RowKey AndNothing() => new(_hasher, _hasher.Combine(_hasher.Combine(Value, UInt128.MaxValue), UInt128.MaxValue));
}
