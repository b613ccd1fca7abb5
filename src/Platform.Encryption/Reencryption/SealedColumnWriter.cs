using System.Data.Common;

namespace Platform.Encryption.Reencryption;

/// <summary>Puts values in the place of others that still are what was read.</summary>
internal sealed class SealedColumnWriter(SealedColumnSql sql)
{
    /// <summary>A page in one transaction; where the database refuses one of its rows, each by itself.</summary>
    public async Task<(int Replaced, int Refused)> ReplaceAsync(DbConnection connection, ColumnPart part, List<Replacement> replacements, CancellationToken cancellationToken)
    {
        if (replacements.Count == 0)
            return (0, 0);
        try
        {
            return (await ReplaceAtOnceAsync(connection, part, replacements, cancellationToken).ConfigureAwait(false), 0);
        }
        catch (DbException exception) when (RowRefusal.Is(exception))
        {
            return await ReplaceOneByOneAsync(connection, part, replacements, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(int Replaced, int Refused)> ReplaceOneByOneAsync(DbConnection connection, ColumnPart part, List<Replacement> replacements, CancellationToken cancellationToken)
    {
        var (replaced, refused) = (0, 0);
        foreach (var replacement in replacements)
        {
            try
            {
                replaced += await ReplaceAtOnceAsync(connection, part, [replacement], cancellationToken).ConfigureAwait(false);
            }
            catch (DbException exception) when (RowRefusal.Is(exception))
            {
                refused++;
            }
        }
        return (replaced, refused);
    }

    private async Task<int> ReplaceAtOnceAsync(DbConnection connection, ColumnPart part, List<Replacement> replacements, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var transactionScope = transaction.ConfigureAwait(false);
        var replaced = connection.CanCreateBatch
            ? await ExecuteBatchAsync(connection, transaction, part, replacements, cancellationToken).ConfigureAwait(false)
            : await ExecuteEachAsync(connection, transaction, part, replacements, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return replaced;
    }

    private async Task<int> ExecuteBatchAsync(DbConnection connection, DbTransaction transaction, ColumnPart part, List<Replacement> replacements, CancellationToken cancellationToken)
    {
        var batch = connection.CreateBatch();
        await using var batchScope = batch.ConfigureAwait(false);
        batch.Transaction = transaction;
        foreach (var replacement in replacements)
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = sql.Update(part.Index, replacement.Row.Sealed is not null);
            foreach (var (name, value) in ParametersOf(part, replacement))
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, value);
                command.Parameters.Add(parameter);
            }
            batch.BatchCommands.Add(command);
        }
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return batch.BatchCommands.Sum(static command => command.RecordsAffected);
    }

    private async Task<int> ExecuteEachAsync(DbConnection connection, DbTransaction transaction, ColumnPart part, List<Replacement> replacements, CancellationToken cancellationToken)
    {
        var replaced = 0;
        var command = connection.CreateCommand();
        await using var commandScope = command.ConfigureAwait(false);
        command.Transaction = transaction;
        foreach (var replacement in replacements)
        {
            command.CommandText = sql.Update(part.Index, replacement.Row.Sealed is not null);
            command.Parameters.Clear();
            foreach (var (name, value) in ParametersOf(part, replacement))
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, value);
                command.Parameters.Add(parameter);
            }
            replaced += await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        return replaced;
    }

    private static IEnumerable<(string Name, object Value)> ParametersOf(ColumnPart part, Replacement replacement)
    {
        var row = replacement.Row;
        yield return ("@new", replacement.Value ?? (object)DBNull.Value);
        yield return ("@old", part.Index is null ? row.Sealed! : row.Indexed!);
        if (part.Index is not null && row.Sealed is not null)
            yield return ("@sealed", row.Sealed);
        for (var i = 0; i < row.Key.Length; i++)
            yield return ($"@key{i}", row.Key[i]);
    }
}
