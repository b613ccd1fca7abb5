using System.Data.Common;

namespace Platform.Encryption.Reencryption;

/// <summary>The statements for a column. SQLite and PostgreSQL understand the same ones, but for the types of keys.</summary>
internal sealed class SealedColumnSql
{
    private readonly string _table;
    private readonly string _sealed;
    private readonly string[] _key;
    private readonly string[] _rowKey;
    private readonly IReadOnlyList<string>? _types;

    /// <param name="column">The column.</param>
    /// <param name="types">The types of the primary key on PostgreSQL; <see langword="null"/> on SQLite, which needs none.</param>
    private SealedColumnSql(SealedColumn column, IReadOnlyList<string>? types)
    {
        _table = TableOf(column);
        _sealed = Quote(column.Column);
        _key = [.. column.PrimaryKey.Select(Quote)];
        _rowKey = [.. (column.RowKeyColumns ?? column.PrimaryKey).Select(Quote)];
        _types = types;
    }

    /// <summary>Where the row key begins in what is selected: before it stand the primary key, the sealed value and that of the index.</summary>
    public int RowKeyAt => _key.Length + 2;

    public bool IsPostgreSql => _types is not null;

    /// <exception cref="NotSupportedException">The database is another one, or a connection that wraps one.</exception>
    public static async ValueTask<SealedColumnSql> ForAsync(SealedColumn column, DbConnection connection, CancellationToken cancellationToken)
    {
        for (var type = connection.GetType(); type is not null; type = type.BaseType)
        {
            if (type.Name == "SqliteConnection")
                return new SealedColumnSql(column, types: null);
            if (type.Name == "NpgsqlConnection")
                return new SealedColumnSql(column, await TypesOfAsync(column, connection, cancellationToken).ConfigureAwait(false));
        }
        throw new NotSupportedException($"{column.Name} is reached by {connection.GetType().Name}. Columns are re-encrypted with Microsoft.Data.Sqlite and Npgsql; for what wraps these give the inner connection, for others make an {nameof(IReencryptionTarget)}.");
    }

    public static IReadOnlyList<string> IndexStatementsOf(SealedColumn column) =>
    [
        Statement(column, column.Column, $"substr({Quote(column.Column)}, 3, 32)"),
        .. column.Indexes.Select(index => index.Column).Distinct(StringComparer.Ordinal).Select(name => Statement(column, name, $"substr({Quote(name)}, 1, 4)")),
    ];

    /// <summary>Rows that name one of so many keys: primary key, sealed value, value of the index, row key.</summary>
    public string Select(SealedColumnIndex? index, int names, bool isFirst) =>
        $"SELECT {string.Join(", ", _key)}, {_sealed}, {(index is null ? "NULL" : Quote(index.Column))}, {string.Join(", ", _rowKey)} FROM {_table} WHERE {Names(index, names)}"
        + (isFirst ? "" : $" AND ({string.Join(", ", _key)}) > ({string.Join(", ", _key.Select((_, i) => Typed($"@after{i}", i)))})")
        + $" ORDER BY {string.Join(", ", _key)} LIMIT @limit";

    /// <summary>How many rows name each of so many keys.</summary>
    public string Count(SealedColumnIndex? index, int names) => $"SELECT {Name(index)}, count(*) FROM {_table} WHERE {Names(index, names)} GROUP BY 1";

    /// <summary>How many rows name each key that there is.</summary>
    public string CountByKey() => $"SELECT {Name(index: null)}, count(*) FROM {_table} WHERE {IsSealed} GROUP BY 1";

    /// <summary>How many rows have a value that names no key.</summary>
    public string CountPlaintext() => $"SELECT count(*) FROM {_table} WHERE {_sealed} IS NOT NULL AND NOT ({IsSealed})";

    /// <summary>How many rows have a value that names one of so many keys.</summary>
    public string CountAll(int names) => $"SELECT count(*) FROM {_table} WHERE {Names(index: null, names)}";

    /// <summary>Takes rows whose sealed value names one of so many keys out of an index.</summary>
    public string Empty(SealedColumnIndex index, int names) => $"UPDATE {_table} SET {Quote(index.Column)} = NULL WHERE {Names(index: null, names)} AND {Quote(index.Column)} IS NOT NULL";

    /// <summary>Compare and set: the value is still what was read. An index value also asks whether the sealed value is.</summary>
    public string Update(SealedColumnIndex? index, bool hasSealed) =>
        $"UPDATE {_table} SET {(index is null ? _sealed : Quote(index.Column))} = @new WHERE {string.Join(" AND ", _key.Select((name, i) => $"{name} = {Typed($"@key{i}", i)}"))} AND "
        + (index is null ? $"{_sealed} = @old" : $"{Quote(index.Column)} = @old AND {(hasSealed ? $"{_sealed} = @sealed" : $"{_sealed} IS NULL")}");

    /// <summary>On PostgreSQL: that what is counted in this transaction is all there is.</summary>
    /// <exception cref="InvalidOperationException">It is a standby.</exception>
    public async ValueTask AssertSeesAllAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        await using var commandScope = command.ConfigureAwait(false);
        command.Transaction = transaction;

        // From now on a policy that would hide rows is an error.
        command.CommandText = "SET LOCAL row_security = off";
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        command.CommandText = "SELECT pg_is_in_recovery()";
        if (await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true)
            throw new InvalidOperationException($"{_table} was to be counted on a standby, which may lag behind. Connect re-encryption to the primary, for example with Target Session Attributes=primary.");
    }

    /// <summary>As SQL says them: a parameter of an enum, a citext or a char(n) would be compared as text, which is another order and another equality.</summary>
    private static async Task<IReadOnlyList<string>> TypesOfAsync(SealedColumn column, DbConnection connection, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        await using var commandScope = command.ConfigureAwait(false);
        command.CommandText = "SELECT attname::text, format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = CAST(@table AS regclass) AND attnum > 0 AND NOT attisdropped";
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("@table", TableOf(column));
        command.Parameters.Add(parameter);
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var readerScope = reader.ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            types[reader.GetString(0)] = reader.GetString(1);
        return [.. column.PrimaryKey.Select(name => types.GetValueOrDefault(name) ?? throw new InvalidOperationException($"{column.Name}: the table has no column {name}."))];
    }

    /// <summary>As a reader tells: the first byte, and as long as the shortest sealed value is.</summary>
    private string IsSealed => $"substr({_sealed}, 1, 1) = @version AND length({_sealed}) >= {Formats.SealedFormat.DeterministicOverhead}";

    private static string Statement(SealedColumn column, string name, string expression) =>
        $"CREATE INDEX {Quote($"ix_{column.Table}_{name}_key")} ON {TableOf(column)} ({expression})";

    private static string TableOf(SealedColumn column) => column.Schema is null ? Quote(column.Table) : $"{Quote(column.Schema)}.{Quote(column.Table)}";

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private string Typed(string parameter, int key) => _types is null ? parameter : $"CAST({parameter} AS {_types[key]})";

    /// <summary>A sealed value has the id of its key at bytes 2 to 33, a value of an index a tag at bytes 0 to 3. Format: docs/reference/encryption-format.md.</summary>
    private string Name(SealedColumnIndex? index) => index is null ? $"substr({_sealed}, 3, 32)" : $"substr({Quote(index.Column)}, 1, 4)";

    private string Names(SealedColumnIndex? index, int names) => $"{Name(index)} IN ({string.Join(", ", Enumerable.Range(0, names).Select(static i => $"@name{i}"))})";
}
