using Npgsql;
using Platform.RateLimiting.Ledger;
using Platform.Shared;

namespace Platform.RateLimiting.PostgreSql;

/// <summary>Keeps the usage ledger in PostgreSQL, for any number of hosts. Thread-safe.</summary>
/// <remarks>
/// A batch locks the accounts that it is about, and no others, so hosts wait for each other only where they count the same consumer. One
/// connection is kept for batches. Tables are made where they are missing; a user who may not make any can use those that are there.
/// </remarks>
public sealed class PostgreSqlLedgerStore : IUsageLedgerStore, IAsyncDisposable, IDisposable
{
    /// <summary>The schema of the tables unless another is said.</summary>
    public const string DefaultSchema = "platform_ratelimiting";

    private const int MostTries = 5;

    private readonly PostgreSqlTables _database;
    private readonly LedgerTables _tables;
    private readonly SemaphoreSlim _committing = new(1);
    private BatchWriter? _writer;
    private bool _isDisposed;

    /// <summary>Uses a data source.</summary>
    /// <param name="dataSource">Where the database is.</param>
    /// <param name="schema">The schema of the tables, made where it is missing.</param>
    /// <param name="ownsDataSource">Whether it is disposed of with this.</param>
    /// <exception cref="ArgumentException"><paramref name="schema"/> is no plain name.</exception>
    public PostgreSqlLedgerStore(NpgsqlDataSource dataSource, string schema = DefaultSchema, bool ownsDataSource = false)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        PostgreSqlSchemaName.Require(schema);
        _tables = new LedgerTables(schema);
        _database = new PostgreSqlTables(dataSource, ownsDataSource, $"{schema}.rate_limit_ledger", _tables.Create, LedgerTables.Version, "usage ledger");
    }

    /// <inheritdoc/>
    /// <exception cref="NpgsqlException">PostgreSQL does not answer, or refuses.</exception>
    public async ValueTask CommitAsync(LedgerBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        await _committing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            for (var tries = 1; ; tries++)
            {
                _writer ??= new BatchWriter(await _database.OpenAsync(cancellationToken).ConfigureAwait(false), _tables);
                try
                {
                    await _writer.CommitAsync(batch, cancellationToken).ConfigureAwait(false);
                    return;
                }
                catch (Exception failure)
                {
                    // Closing rolls back what is open.
                    await _writer.DisposeAsync().ConfigureAwait(false);
                    _writer = null;
                    if (tries == MostTries || failure is not PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure })
                        throw;
                }
            }
        }
        finally
        {
            _committing.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<UsageTotal>> QueryAsync(UsageQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        return await connection.ReadAsync(
            query.BySlice ? _tables.SumUsageBySlice : _tables.SumUsage,
            [CeilingSeconds(query.From), CeilingSeconds(query.To), (object?)query.Policy ?? DBNull.Value, (object?)query.Consumer ?? DBNull.Value],
            reader => query.BySlice
                ? new UsageTotal(reader.GetString(0), reader.GetString(1), Time(reader, 3), Time(reader, 4), reader.GetInt64(2))
                : new UsageTotal(reader.GetString(0), reader.GetString(1), query.From, query.To, reader.GetInt64(2)),
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<LedgerPage> ExportAsync(long after, int most, DateTimeOffset? endedBy, CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var ending = transaction.ConfigureAwait(false);
        // Whoever numbers holds this, so numbers become visible in their order.
        var ledger = await connection.ReadAsync(
            _tables.LockLedger, [], static reader => (Id: reader.GetString(0), Last: reader.GetInt64(1), ForgottenThrough: reader.GetInt64(2)), cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync(_tables.Number, [endedBy?.UtcDateTime ?? DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc), ledger[0].Last], cancellationToken).ConfigureAwait(false);
        var slices = await connection.ReadAsync(
            _tables.SelectUsage,
            [after, most],
            static reader => (reader.GetInt64(0), new UsageSlice(reader.GetString(1), reader.GetString(2), Time(reader, 3), Time(reader, 4), reader.GetInt64(5))),
            cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return new LedgerPage(ledger[0].Id, ledger[0].ForgottenThrough, slices);
    }

    /// <inheritdoc/>
    public async ValueTask<long> RollUpAsync(DateTimeOffset before, long exportedThrough, CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var ending = transaction.ConfigureAwait(false);
        await connection.ExecuteAsync(_tables.LockLedger, [], cancellationToken).ConfigureAwait(false);
        var last = (long)(await connection.ScalarAsync(_tables.LastToRollUp, [exportedThrough, before.UtcDateTime], cancellationToken).ConfigureAwait(false))!;
        var count = (long)(await connection.ScalarAsync(_tables.RollUp, [last], cancellationToken).ConfigureAwait(false))!;
        await connection.ExecuteAsync(_tables.ForgetAccounts, [before.UtcDateTime], cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync(_tables.ForgetWriters, [before.UtcDateTime], cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return count;
    }

    /// <summary>Closes its connection, and the data source where it is its own.</summary>
    /// <returns>A task that ends when they are closed.</returns>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        if (_writer is not null)
            await _writer.DisposeAsync().ConfigureAwait(false);
        await _database.DisposeAsync().ConfigureAwait(false);
        _committing.Dispose();
    }

    /// <summary>The same, for hosts that cannot wait asynchronously.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Slices begin at whole seconds: what begins at or after an instant begins at or after the next whole one. PostgreSQL cuts what is finer than a microsecond.</summary>
    private static DateTime CeilingSeconds(DateTimeOffset instant) =>
        instant.UtcTicks % TimeSpan.TicksPerSecond == 0 || instant.UtcTicks > DateTime.MaxValue.Ticks - TimeSpan.TicksPerSecond
            ? instant.UtcDateTime
            : new DateTime(instant.UtcTicks - instant.UtcTicks % TimeSpan.TicksPerSecond + TimeSpan.TicksPerSecond, DateTimeKind.Utc);

    private static DateTimeOffset Time(NpgsqlDataReader reader, int column) => new(reader.GetDateTime(column), TimeSpan.Zero);
}
