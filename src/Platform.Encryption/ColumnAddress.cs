using Platform.Encryption.Formats;

namespace Platform.Encryption;

/// <summary>A column of a table of a tenant: the part of a cell's place that rows share. Made once and kept.</summary>
/// <remarks>Two addresses are the same place only if tenant, table and column are the same bytes in UTF-8; nothing is normalised and case matters. Immutable and thread-safe.</remarks>
public sealed class ColumnAddress
{
    /// <summary>The longest tenant, table or column in bytes of UTF-8: 256.</summary>
    public const int MaxNameLength = 256;

    private readonly byte[] _encoded;

    /// <summary>Makes an address.</summary>
    /// <param name="tenant">Whose data it is. Where there is only one, any fixed name.</param>
    /// <param name="table">The table, document type or collection.</param>
    /// <param name="column">The column or property.</param>
    /// <exception cref="ArgumentException">A name is empty, longer than <see cref="MaxNameLength"/> bytes, or not well-formed text.</exception>
    public ColumnAddress(string tenant, string table, string column)
    {
        Tenant = tenant;
        Table = table;
        Column = column;
        _encoded = [.. EncodedName.Of(tenant, nameof(tenant)), .. EncodedName.Of(table, nameof(table)), .. EncodedName.Of(column, nameof(column))];
    }

    /// <summary>Whose data it is.</summary>
    public string Tenant { get; }

    /// <summary>The table.</summary>
    public string Table { get; }

    /// <summary>The column.</summary>
    public string Column { get; }

    /// <summary>Format, "Place", without the row.</summary>
    internal ReadOnlySpan<byte> Encoded => _encoded;

    /// <summary>The cell of this column in one row.</summary>
    /// <param name="rowKey">What identifies the row, 1 to <see cref="CellAddress.MaxRowKeyLength"/> bytes; it must not change while the value lives.</param>
    /// <returns>The address of the cell.</returns>
    /// <exception cref="ArgumentException"><paramref name="rowKey"/> is empty or too long.</exception>
    public CellAddress Row(ReadOnlySpan<byte> rowKey) => new(this, rowKey);

    /// <summary>"tenant/table/column".</summary>
    /// <returns>The three names.</returns>
    public override string ToString() => $"{Tenant}/{Table}/{Column}";
}
