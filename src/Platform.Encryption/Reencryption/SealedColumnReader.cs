using System.Data.Common;
using System.Globalization;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Reencryption;

/// <summary>Reads and counts rows whose values name former keys.</summary>
internal sealed class SealedColumnReader(SealedColumn column, SealedColumnSql sql)
{
    /// <summary>The next rows after a primary key.</summary>
    public async Task<List<SealedRow>> ReadAsync(DbConnection connection, ColumnPart part, object[]? after, int limit, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        await using var commandScope = command.ConfigureAwait(false);
        command.CommandText = sql.Select(part.Index, part.Keys.Count, isFirst: after is null);

        // As long as the table is: who asks has said when to stop.
        command.CommandTimeout = 0;
        AddNames(command, part);
        Add(command, "@limit", limit);
        for (var i = 0; i < (after?.Length ?? 0); i++)
            Add(command, $"@after{i}", after![i]);
        var rows = new List<SealedRow>();
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var readerScope = reader.ConfigureAwait(false);
        var at = column.PrimaryKey.Count;
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var key = new object[at];
            for (var i = 0; i < at; i++)
                key[i] = reader.GetValue(i);
            rows.Add(new SealedRow(key, reader.GetValue(at) as byte[], reader.GetValue(at + 1) as byte[], column.RowKey(reader, sql.RowKeyAt)));
        }
        return rows;
    }

    /// <summary>How many values name each key. A tag that is that of several keys counts for each of them.</summary>
    public async Task<IReadOnlyDictionary<KeyId, long>> CountAsync(DbConnection connection, IReadOnlyList<ColumnPart> parts, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<KeyId, long>();
        if (!sql.IsPostgreSql)
        {
            // A transaction of SQLite would keep writers out for as long as the table is.
            await CountAsync(connection, transaction: null, parts, counts, cancellationToken).ConfigureAwait(false);
            return counts;
        }
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var transactionScope = transaction.ConfigureAwait(false);
        await sql.AssertSeesAllAsync(connection, transaction, cancellationToken).ConfigureAwait(false);
        await CountAsync(connection, transaction, parts, counts, cancellationToken).ConfigureAwait(false);
        return counts;
    }

    private async Task CountAsync(DbConnection connection, DbTransaction? transaction, IReadOnlyList<ColumnPart> parts, Dictionary<KeyId, long> counts, CancellationToken cancellationToken)
    {
        foreach (var part in parts)
        {
            var command = connection.CreateCommand();
            await using var commandScope = command.ConfigureAwait(false);
            command.Transaction = transaction;
            command.CommandText = sql.Count(part.Index, part.Keys.Count);
            command.CommandTimeout = 0;
            AddNames(command, part);
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using var readerScope = reader.ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                var count = Convert.ToInt64(reader.GetValue(1), CultureInfo.InvariantCulture);
                foreach (var id in part.Keys[Convert.ToHexString((byte[])reader.GetValue(0))])
                    counts[id] = counts.GetValueOrDefault(id) + count;
            }
        }
    }

    private static void AddNames(DbCommand command, ColumnPart part)
    {
        var number = 0;
        foreach (var name in part.Keys.Keys)
            Add(command, $"@name{number++}", Convert.FromHexString(name));
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }
}
