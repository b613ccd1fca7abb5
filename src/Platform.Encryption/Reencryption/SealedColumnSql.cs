namespace Platform.Encryption.Reencryption;

/// <summary>The statements for a column. SQLite and PostgreSQL understand the same ones.</summary>
/// <remarks>An index on the expression that is compared makes a search as long as what is found: <c>CREATE INDEX … ON residents (substr(email, 3, 32))</c>.</remarks>
internal sealed class SealedColumnSql(SealedColumn column)
{
    private readonly string _table = column.Schema is null ? Quote(column.Table) : $"{Quote(column.Schema)}.{Quote(column.Table)}";
    private readonly string _sealed = Quote(column.Column);
    private readonly string[] _key = [.. column.PrimaryKey.Select(Quote)];
    private readonly string[] _rowKey = [.. (column.RowKeyColumns ?? column.PrimaryKey).Select(Quote)];

    /// <summary>Where the row key begins in what is selected: before it stand the primary key, the sealed value and that of the index.</summary>
    public int RowKeyAt => _key.Length + 2;

    /// <summary>Rows that name one of so many keys: primary key, sealed value, value of the index, row key.</summary>
    public string Select(SealedColumnIndex? index, int names, bool isFirst) =>
        $"SELECT {string.Join(", ", _key)}, {_sealed}, {(index is null ? "NULL" : Quote(index.Column))}, {string.Join(", ", _rowKey)} FROM {_table} WHERE {Names(index, names)}"
        + (isFirst ? "" : $" AND ({string.Join(", ", _key)}) > ({string.Join(", ", _key.Select(static (_, i) => $"@after{i}"))})")
        + $" ORDER BY {string.Join(", ", _key)} LIMIT @limit";

    public string Count(SealedColumnIndex? index, int names) => $"SELECT count(*) FROM {_table} WHERE {Names(index, names)}";

    /// <summary>Compare and set: the value is still what was read. An index value also asks whether the sealed value is.</summary>
    public string Update(SealedColumnIndex? index, bool hasSealed) =>
        $"UPDATE {_table} SET {(index is null ? _sealed : Quote(index.Column))} = @new WHERE {string.Join(" AND ", _key.Select(static (name, i) => $"{name} = @key{i}"))} AND "
        + (index is null ? $"{_sealed} = @old" : $"{Quote(index.Column)} = @old AND {(hasSealed ? $"{_sealed} = @sealed" : $"{_sealed} IS NULL")}");

    /// <summary>A sealed value has the id of its key at bytes 2 to 33, a value of an index a tag at bytes 0 to 3. Format: docs/reference/encryption-format.md.</summary>
    private string Names(SealedColumnIndex? index, int names) =>
        $"{(index is null ? $"substr({_sealed}, 3, 32)" : $"substr({Quote(index.Column)}, 1, 4)")} IN ({string.Join(", ", Enumerable.Range(0, names).Select(static i => $"@name{i}"))})";

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
