using System.Data.Common;
using System.Security.Cryptography;
using Platform.Encryption.Formats;
using Platform.Encryption.Indexes;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Reencryption;

/// <summary>Re-encrypts a column, or indexes it anew, on a connection that somebody else opened.</summary>
public sealed class SealedColumnWork
{
    private readonly SealedColumn _column;
    private readonly SealedColumnSql _sql;

    /// <summary>Makes the work of a column.</summary>
    /// <param name="column">The column.</param>
    /// <exception cref="ArgumentException">There is no primary key, or an index is of pieces.</exception>
    public SealedColumnWork(SealedColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (column.PrimaryKey.Count == 0)
            throw new ArgumentException($"{column.Name} has no primary key to read it by.", nameof(column));
        if (column.Indexes.FirstOrDefault(static each => each.Index.Kind == BlindIndexKind.NGram) is { } pieces)
            throw new ArgumentException($"The {pieces.Index} has many values for each row, in a table of its own. Make an {nameof(IReencryptionTarget)} for it.", nameof(column));
        _column = column;
        _sql = new SealedColumnSql(column);
    }

    /// <summary>Whether the column, or an index of it, may have values of these keys.</summary>
    /// <param name="scope">What the keys are for.</param>
    /// <returns>Whether to look.</returns>
    public bool MayHold(KeyScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return _column.PartsOf(scope).Count > 0;
    }

    /// <summary>As <see cref="IReencryptionTarget.ReencryptAsync"/>, in one transaction.</summary>
    /// <param name="connection">An open connection without a transaction.</param>
    /// <param name="keys">Which keys.</param>
    /// <param name="after">What the page before said of itself.</param>
    /// <param name="limit">How many values to read at most.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>What was done.</returns>
    public async ValueTask<ReencryptedPage> ReencryptAsync(DbConnection connection, ReencryptionKeys keys, object? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(keys);
        var parts = _column.PartsOf(keys.Scope);
        var (part, key) = after as Position ?? new Position(0, null);
        if (part >= parts.Count)
            return new ReencryptedPage(Last: null, 0, 0, 0);
        var index = parts[part];
        var rows = await ReadAsync(connection, keys, index, key, limit, cancellationToken).ConfigureAwait(false);
        var last = rows.Count == limit ? new Position(part, rows[^1].Key) : part + 1 < parts.Count ? new Position(part + 1, null) : null;
        if (rows.Count == 0)
            return new ReencryptedPage(last, 0, 0, 0);
        var replacements = index is null
            ? rows.ConvertAll(row => (row, New: Reseal(keys, row)))
            : await IndexAnewAsync(keys, index, rows, cancellationToken).ConfigureAwait(false);
        var found = replacements.Where(static each => each.New.IsKnown).ToList();
        var replaced = await ReplaceAsync(connection, index, found, cancellationToken).ConfigureAwait(false);
        return new ReencryptedPage(last, replaced, found.Count - replaced, rows.Count - found.Count);
    }

    /// <summary>As <see cref="IReencryptionTarget.CountAsync"/>.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="keys">Which keys.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>How many values name a former key.</returns>
    public async ValueTask<long> CountAsync(DbConnection connection, ReencryptionKeys keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(keys);
        var count = 0L;
        foreach (var index in _column.PartsOf(keys.Scope))
        {
            var names = NamesOf(keys, index);
            var command = connection.CreateCommand();
            await using var commandScope = command.ConfigureAwait(false);
            command.CommandText = _sql.Count(index, names.Count);

            // As long as the table is: who asks has said when to stop.
            command.CommandTimeout = 0;
            Add(command, names);
            count += Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false), System.Globalization.CultureInfo.InvariantCulture);
        }
        return count;
    }

    private async Task<List<Row>> ReadAsync(DbConnection connection, ReencryptionKeys keys, SealedColumnIndex? index, object[]? after, int limit, CancellationToken cancellationToken)
    {
        var names = NamesOf(keys, index);
        var command = connection.CreateCommand();
        await using var commandScope = command.ConfigureAwait(false);
        command.CommandText = _sql.Select(index, names.Count, isFirst: after is null);
        command.CommandTimeout = 0;
        Add(command, names);
        Add(command, "@limit", limit);
        for (var i = 0; i < (after?.Length ?? 0); i++)
            Add(command, $"@after{i}", after![i]);
        var rows = new List<Row>();
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var readerScope = reader.ConfigureAwait(false);
        var at = _column.PrimaryKey.Count;
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var key = new object[at];
            for (var i = 0; i < at; i++)
                key[i] = reader.GetValue(i);
            rows.Add(new Row(key, reader.GetValue(at) as byte[], reader.GetValue(at + 1) as byte[], _column.RowKey(reader, _sql.RowKeyAt)));
        }
        return rows;
    }

    private Replacement Reseal(ReencryptionKeys keys, Row row)
    {
        var address = _column.AddressFor(keys.Scope.Tenant);
        var value = row.Sealed!;
        var plaintext = new byte[value.Length];
        try
        {
            var opened = keys.Lease.Fields.TryOpen(address.Row(row.RowKey), value, plaintext, out var length);
            if (opened == OpenResult.Opened)
                return new Replacement(keys.Lease.Fields.Seal(address.Row(row.RowKey), plaintext.AsSpan(0, length)));
            if (opened != OpenResult.WrongSuite || keys.Lease.Deterministic.TryOpen(address, value, plaintext, out length) != OpenResult.Opened)
                return default;
            return new Replacement(keys.Lease.Deterministic.SealDeterministically(address, plaintext.AsSpan(0, length)));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    private async Task<List<(Row Row, Replacement New)>> IndexAnewAsync(ReencryptionKeys keys, SealedColumnIndex index, List<Row> rows, CancellationToken cancellationToken)
    {
        var indexer = keys.Lease.Indexer(index.Index);
        var ids = rows.Select(static row => IdOf(row)).OfType<KeyId>().ToHashSet();
        var found = await keys.Keyring.PrefetchAsync(ids, cancellationToken).ConfigureAwait(false);
        var gone = found.Gone.ToHashSet();
        var leases = new Dictionary<KeyScope, KeyLease?>();
        try
        {
            var replacements = new List<(Row, Replacement)>(rows.Count);
            foreach (var row in rows)
            {
                // What was erased, or has gone, is to be found no more.
                if (row.Sealed is null || (IdOf(row) is { } lost && gone.Contains(lost)))
                    replacements.Add((row, new Replacement(null)));
                else if (IdOf(row) is { } id && found.Scopes.TryGetValue(id, out var scope) && scope.Tenant == keys.Scope.Tenant)
                    replacements.Add((row, IndexAnew(await LeaseAsync(scope).ConfigureAwait(false), indexer, keys.Scope.Tenant, row)));
                else
                    replacements.Add((row, default));
            }
            return replacements;
        }
        finally
        {
            foreach (var lease in leases.Values)
                lease?.Dispose();
        }

        async ValueTask<KeyLease?> LeaseAsync(KeyScope scope)
        {
            if (leases.TryGetValue(scope, out var known))
                return known;
            return leases[scope] = await keys.Keyring.TryLeaseAsync(scope, cancellationToken).ConfigureAwait(false);
        }
    }

    private Replacement IndexAnew(KeyLease? lease, BlindIndexer indexer, string tenant, Row row)
    {
        if (lease is null)
            return default;
        var plaintext = new byte[row.Sealed!.Length];
        try
        {
            if (lease.Fields.TryOpen(_column.AddressFor(tenant).Row(row.RowKey), row.Sealed, plaintext, out var length) != OpenResult.Opened)
                return default;
            return new Replacement(indexer.Compute(PlainText.GetString(plaintext.AsSpan(0, length))));
        }
        catch (SealedValueException)
        {
            return default; // bytes that are no text
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    private async Task<int> ReplaceAsync(DbConnection connection, SealedColumnIndex? index, List<(Row Row, Replacement New)> replacements, CancellationToken cancellationToken)
    {
        if (replacements.Count == 0)
            return 0;
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var transactionScope = transaction.ConfigureAwait(false);
        var replaced = connection.CanCreateBatch
            ? await ReplaceAtOnceAsync(connection, transaction, index, replacements, cancellationToken).ConfigureAwait(false)
            : await ReplaceOneByOneAsync(connection, transaction, index, replacements, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return replaced;
    }

    private async Task<int> ReplaceAtOnceAsync(DbConnection connection, DbTransaction transaction, SealedColumnIndex? index, List<(Row Row, Replacement New)> replacements, CancellationToken cancellationToken)
    {
        var batch = connection.CreateBatch();
        await using var batchScope = batch.ConfigureAwait(false);
        batch.Transaction = transaction;
        foreach (var (row, replacement) in replacements)
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = _sql.Update(index, row.Sealed is not null);
            foreach (var (name, value) in ParametersOf(index, row, replacement))
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

    private async Task<int> ReplaceOneByOneAsync(DbConnection connection, DbTransaction transaction, SealedColumnIndex? index, List<(Row Row, Replacement New)> replacements, CancellationToken cancellationToken)
    {
        var replaced = 0;
        var command = connection.CreateCommand();
        await using var commandScope = command.ConfigureAwait(false);
        command.Transaction = transaction;
        foreach (var (row, replacement) in replacements)
        {
            command.CommandText = _sql.Update(index, row.Sealed is not null);
            command.Parameters.Clear();
            foreach (var (name, value) in ParametersOf(index, row, replacement))
                Add(command, name, value);
            replaced += await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        return replaced;
    }

    private static IEnumerable<(string Name, object Value)> ParametersOf(SealedColumnIndex? index, Row row, Replacement replacement)
    {
        yield return ("@new", replacement.Value ?? (object)DBNull.Value);
        yield return ("@old", index is null ? row.Sealed! : row.Indexed!);
        if (index is not null && row.Sealed is not null)
            yield return ("@sealed", row.Sealed);
        for (var i = 0; i < row.Key.Length; i++)
            yield return ($"@key{i}", row.Key[i]);
    }

    private static List<byte[]> NamesOf(ReencryptionKeys keys, SealedColumnIndex? index) =>
        [.. keys.Former.Select(id => BytesOf(id)[..(index is null ? KeyId.Length : IndexKey.TagLength)])];

    private static byte[] BytesOf(KeyId id)
    {
        var bytes = new byte[KeyId.Length];
        id.CopyTo(bytes);
        return bytes;
    }

    private static KeyId? IdOf(Row row) => row.Sealed is not null && KeyId.TryReadFrom(row.Sealed, out var id) ? id : null;

    private static void Add(DbCommand command, List<byte[]> names)
    {
        for (var i = 0; i < names.Count; i++)
            Add(command, $"@name{i}", names[i]);
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }

    /// <summary>Behind which row of which part the next page begins.</summary>
    private sealed record Position(int Part, object[]? Key);

    private sealed record Row(object[] Key, byte[]? Sealed, byte[]? Indexed, byte[] RowKey);

    /// <summary>What takes the place of a value; <see langword="default"/> if nobody knows.</summary>
    private readonly struct Replacement(byte[]? value)
    {
        public byte[]? Value { get; } = value;

        public bool IsKnown { get; } = true;
    }
}
