using System.Data.Common;
using System.Globalization;
using Platform.Encryption.Erasing;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Reencryption;

/// <summary>Finds the rows of somebody who was erased by the keys that their values name, and empties the indexes beside them.</summary>
internal sealed class SealedColumnEraser(SealedColumn column, SealedColumnSql sql)
{
    public async Task<ErasedPlace> EraseAsync(DbConnection connection, string place, IReadOnlyList<KeyId> keys, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var transactionScope = transaction.ConfigureAwait(false);
        if (sql.IsPostgreSql)
            await sql.AssertSeesAllAsync(connection, transaction, cancellationToken).ConfigureAwait(false);
        var command = connection.CreateCommand();
        await using var commandScope = command.ConfigureAwait(false);
        command.Transaction = transaction;
        command.CommandTimeout = 0;
        for (var i = 0; i < keys.Count; i++)
        {
            var id = new byte[KeyId.Length];
            keys[i].CopyTo(id);
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ($"@name{i}", id);
            command.Parameters.Add(parameter);
        }
        foreach (var index in column.Indexes)
        {
            command.CommandText = sql.Empty(index, keys.Count);
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        command.CommandText = sql.CountAll(keys.Count);
        var values = Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false), CultureInfo.InvariantCulture);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return new ErasedPlace(place, values, EmptiedOf(column));
    }

    public static IReadOnlyList<string> EmptiedOf(SealedColumn column) => [.. column.Indexes.Select(index => $"{column.Table}.{index.Column}")];
}
