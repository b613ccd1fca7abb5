using System.Data.Common;
using System.Globalization;
using Platform.Encryption.Formats;
using Platform.Encryption.Keys;
using Platform.Encryption.Reencryption;

namespace Platform.Encryption.Inventory;

/// <summary>Counts a column by the keys that its values name. Two passes over the table, or over the index of <see cref="SealedColumn.GetIndexStatements"/>.</summary>
internal static class SealedColumnCensus
{
    public static async Task<(IReadOnlyDictionary<KeyId, long> Counts, long Plaintext)> TakeAsync(DbConnection connection, SealedColumn column, CancellationToken cancellationToken)
    {
        var sql = await SealedColumnSql.ForAsync(column, connection, cancellationToken).ConfigureAwait(false);
        if (!sql.IsPostgreSql)
            return await TakeAsync(connection, transaction: null, sql, cancellationToken).ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var transactionScope = transaction.ConfigureAwait(false);
        await sql.AssertSeesAllAsync(connection, transaction, cancellationToken).ConfigureAwait(false);
        return await TakeAsync(connection, transaction, sql, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<(IReadOnlyDictionary<KeyId, long> Counts, long Plaintext)> TakeAsync(
        DbConnection connection, DbTransaction? transaction, SealedColumnSql sql, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<KeyId, long>();
        var command = Command(connection, transaction, sql.CountByKey());
        await using var commandScope = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                counts[KeyId.FromBytes((byte[])reader.GetValue(0))] = Convert.ToInt64(reader.GetValue(1), CultureInfo.InvariantCulture);
        }

        var counting = Command(connection, transaction, sql.CountPlaintext());
        await using var countingScope = counting.ConfigureAwait(false);
        var all = Convert.ToInt64(await counting.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false), CultureInfo.InvariantCulture);
        return (counts, all);
    }

    private static DbCommand Command(DbConnection connection, DbTransaction? transaction, string text)
    {
        var command = connection.CreateCommand();
        (command.Transaction, command.CommandText, command.CommandTimeout) = (transaction, text, 0);
        var version = command.CreateParameter();
        (version.ParameterName, version.Value) = ("@version", (byte[])[SealedFormat.Version]);
        command.Parameters.Add(version);
        return command;
    }
}
