using System.Buffers.Binary;

namespace Platform.Encryption;

/// <summary>The place a value is bound to: a column and the key of a row. A value opens nowhere else.</summary>
public readonly ref struct CellAddress
{
    /// <summary>The longest row key in bytes: 512.</summary>
    public const int MaxRowKeyLength = 512;

    private const int LengthPrefix = 2;

    private readonly ColumnAddress? _column;
    private readonly ReadOnlySpan<byte> _rowKey;

    /// <summary>Makes an address. <see cref="ColumnAddress.Row"/> reads better.</summary>
    /// <param name="column">The column.</param>
    /// <param name="rowKey">What identifies the row, 1 to <see cref="MaxRowKeyLength"/> bytes. Not copied.</param>
    /// <exception cref="ArgumentException"><paramref name="rowKey"/> is empty or too long.</exception>
    public CellAddress(ColumnAddress column, ReadOnlySpan<byte> rowKey)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (rowKey.Length is 0 or > MaxRowKeyLength)
            throw new ArgumentException($"A row key has 1 to {MaxRowKeyLength} bytes, not {rowKey.Length}.", nameof(rowKey));
        _column = column;
        _rowKey = rowKey;
    }

    /// <summary>The column.</summary>
    /// <exception cref="InvalidOperationException">The address is <see langword="default"/>, which is no place.</exception>
    public ColumnAddress Column => _column ?? throw new InvalidOperationException("A default CellAddress is no place; make it with ColumnAddress.Row.");

    /// <summary>The key of the row.</summary>
    public ReadOnlySpan<byte> RowKey => _rowKey;

    internal int EncodedLength => Column.Encoded.Length + LengthPrefix + _rowKey.Length;

    /// <summary>Format, "Place".</summary>
    internal void Encode(Span<byte> destination)
    {
        var column = Column.Encoded;
        column.CopyTo(destination);
        BinaryPrimitives.WriteUInt16BigEndian(destination[column.Length..], (ushort)_rowKey.Length);
        _rowKey.CopyTo(destination[(column.Length + LengthPrefix)..]);
    }
}
