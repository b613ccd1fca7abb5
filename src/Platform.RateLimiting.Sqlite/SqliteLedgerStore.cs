using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Platform.RateLimiting.Ledger;

namespace Platform.RateLimiting.Sqlite;

/// <summary>Keeps the usage ledger in a SQLite file, for the processes of one machine.</summary>
/// <remarks>
/// A batch is on the disk when its call returns (write-ahead log, <c>synchronous = FULL</c>). SQLite works synchronously, and so do the calls.
/// Thread-safe.
/// </remarks>
public sealed class SqliteLedgerStore : IUsageLedgerStore, IDisposable
{
    private const int BusyTimeoutSeconds = 5;

    private readonly Lock _lock = new();
    private readonly string _connectionString;
    private BatchWriter? _writer;
    private bool _isDisposed;

    /// <summary>Names the file, which is opened when it is first needed.</summary>
    /// <param name="path">The file; it and its tables are made where they are missing.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is <see langword="null"/> or empty.</exception>
    public SqliteLedgerStore(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = BusyTimeoutSeconds }.ToString();
    }

    /// <inheritdoc/>
    /// <exception cref="SqliteException">The file cannot be opened, read or written, or stays locked for five seconds.</exception>
    public ValueTask CommitAsync(LedgerBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            // Kept open: its statements stay compiled.
            _writer ??= new BatchWriter(Open());
            try
            {
                _writer.Commit(batch);
            }
            catch
            {
                // Whatever state it is in, the next begins anew.
                _writer.Dispose();
                _writer = null;
                throw;
            }
        }
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<UsageTotal>> QueryAsync(UsageQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        using var connection = Open();
        using var command = Command(
            connection, query.BySlice ? LedgerTables.SumUsageBySlice : LedgerTables.SumUsage,
            ("$from", CeilingSeconds(query.From)), ("$to", CeilingSeconds(query.To)), ("$policy", query.Policy), ("$consumer", query.Consumer));
        using var reader = command.ExecuteReader();
        var totals = new List<UsageTotal>();
        while (reader.Read())
        {
            var (from, to) = query.BySlice ? (Time(reader.GetInt64(3)), Time(reader.GetInt64(4))) : (query.From, query.To);
            totals.Add(new UsageTotal(reader.GetString(0), reader.GetString(1), from, to, reader.GetInt64(2)));
        }
        return new(totals);
    }

    /// <inheritdoc/>
    public ValueTask<LedgerPage> ExportAsync(long after, int most, DateTimeOffset? endedBy, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var connection = Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        Run(connection, transaction, LedgerTables.Number, ("$ended", endedBy?.ToUnixTimeSeconds() ?? long.MaxValue));
        var slices = new List<(long, UsageSlice)>();
        using (var command = Command(connection, LedgerTables.SelectUsage, ("$after", after), ("$most", most)))
        {
            command.Transaction = transaction;
            using var reader = command.ExecuteReader();
            while (reader.Read())
                slices.Add((reader.GetInt64(0), new UsageSlice(reader.GetString(1), reader.GetString(2), Time(reader.GetInt64(3)), Time(reader.GetInt64(4)), reader.GetInt64(5))));
        }
        var (id, forgottenThrough) = ReadLedger(connection, transaction);
        transaction.Commit();
        return new(new LedgerPage(id, forgottenThrough, slices));
    }

    /// <inheritdoc/>
    public ValueTask<long> RollUpAsync(DateTimeOffset before, long exportedThrough, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var connection = Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        var seconds = before.ToUnixTimeSeconds();
        long last;
        using (var command = Command(connection, LedgerTables.LastToRollUp, ("$through", exportedThrough), ("$before", seconds)))
        {
            command.Transaction = transaction;
            last = (long)command.ExecuteScalar()!;
        }
        long count;
        using (var command = Command(connection, "SELECT count(*) FROM rate_limit_usage WHERE number <= $last", ("$last", last)))
        {
            command.Transaction = transaction;
            count = (long)command.ExecuteScalar()!;
        }
        Run(connection, transaction, LedgerTables.RollUp, ("$last", last));
        Run(connection, transaction, LedgerTables.Forget, ("$before", seconds));
        transaction.Commit();
        return new(count);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _writer?.Dispose();
            _writer = null;
        }
    }

    internal static DateTimeOffset Time(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds);

    /// <summary>Slices begin at whole seconds: what begins at or after an instant begins at or after the next whole one.</summary>
    private static long CeilingSeconds(DateTimeOffset instant) => instant.ToUnixTimeSeconds() + (instant.UtcTicks % TimeSpan.TicksPerSecond > 0 ? 1 : 0);

    private static (string Id, long ForgottenThrough) ReadLedger(SqliteConnection connection, SqliteTransaction? transaction)
    {
        using var command = Command(connection, LedgerTables.SelectLedger);
        command.Transaction = transaction;
        using var reader = command.ExecuteReader();
        reader.Read();
        return reader.GetInt64(0) == LedgerTables.Version
            ? (reader.GetString(1), reader.GetInt64(3))
            : throw new InvalidOperationException($"The usage ledger in {connection.DataSource} is of version {reader.GetInt64(0)}, and this package knows version {LedgerTables.Version}: use the package that wrote it, or a newer one.");
    }

    private static void Run(SqliteConnection connection, SqliteTransaction? transaction, string text, params (string Name, object? Value)[] parameters)
    {
        using var command = Command(connection, text, parameters);
        command.Transaction = transaction;
        command.ExecuteNonQuery();
    }

    private static SqliteCommand Command(SqliteConnection connection, string text, params (string Name, object? Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            // FULL: what was admitted must survive a power cut.
            Run(connection, null, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
            if (!IsMade(connection))
            {
                using var transaction = connection.BeginTransaction(deferred: false);
                Run(connection, transaction, LedgerTables.Create);
                Run(connection, transaction, LedgerTables.InsertLedger, ("$version", LedgerTables.Version), ("$id", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))));
                transaction.Commit();
            }
            ReadLedger(connection, null);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static bool IsMade(SqliteConnection connection)
    {
        // The row comes last: with it everything is there.
        using var command = Command(connection, "SELECT count(*) FROM sqlite_master WHERE name = 'rate_limit_usage_days'");
        return (long)command.ExecuteScalar()! == 1;
    }
}
