using Microsoft.Data.Sqlite;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Sqlite;

/// <summary>Keeps wrapped keys in a SQLite file, for the instances of a service on one machine.</summary>
/// <remarks>
/// What is added or destroyed is on the disk when the call returns. Destroyed keys are overwritten in the file and taken out of its
/// write-ahead log. SQLite works synchronously, and so do the calls. Thread-safe.
/// </remarks>
public sealed class SqliteKeyStore : IKeyStore
{
    private readonly string _connectionString;

    /// <summary>Opens the file, and makes it and its tables where they are missing.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="SqliteException">It cannot be opened, or is no SQLite file.</exception>
    public SqliteKeyStore(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30 }.ToString();
        using var connection = Open();
        Run(connection, "PRAGMA journal_mode = WAL");
        Run(connection, KeyTables.Create);
    }

    /// <inheritdoc/>
    public ValueTask<StoredKeys> ReadAsync(KeyScope scope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        cancellationToken.ThrowIfCancellationRequested();
        using var connection = Open();

        // One snapshot for both questions: keys and destruction must not be of two moments.
        using var transaction = connection.BeginTransaction(deferred: true);
        var destroyed = ReadDestroyed(connection, transaction, scope);
        return new(new StoredKeys(destroyed is null ? ReadKeys(connection, transaction, scope) : [], destroyed?.DestroyedAt));
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryAddAsync(StoredKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        using var connection = Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        if (ReadDestroyed(connection, transaction, key.Scope) is not null || ReadKeys(connection, transaction, key.Scope).Count + 1 != key.Version)
            return new(false);
        using var command = Command(connection, transaction, key.Scope, KeyTables.Insert);
        command.Parameters.AddWithValue("$version", key.Version);
        command.Parameters.AddWithValue("$id", key.Id.ToString());
        command.Parameters.AddWithValue("$wrapped", key.Wrapped.ToArray());
        command.Parameters.AddWithValue("$created", key.CreatedAt.UtcTicks);
        command.ExecuteNonQuery();
        transaction.Commit();
        return new(true);
    }

    /// <inheritdoc/>
    public ValueTask<DestroyedKeys> DestroyAsync(KeyScope scope, DateTimeOffset destroyedAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        cancellationToken.ThrowIfCancellationRequested();
        using var connection = Open();
        DestroyedKeys destroyed;
        using (var transaction = connection.BeginTransaction(deferred: false))
        {
            if (ReadDestroyed(connection, transaction, scope) is { } before)
            {
                destroyed = before;
            }
            else
            {
                destroyed = new DestroyedKeys([.. ReadKeys(connection, transaction, scope).Select(key => key.Id)], destroyedAt.ToUniversalTime());
                using var delete = Command(connection, transaction, scope, KeyTables.Delete);
                delete.ExecuteNonQuery();
                using var remember = Command(connection, transaction, scope, KeyTables.InsertDestroyed);
                remember.Parameters.AddWithValue("$ids", string.Join(' ', destroyed.KeyIds));
                remember.Parameters.AddWithValue("$destroyed", destroyedAt.UtcTicks);
                remember.ExecuteNonQuery();
                transaction.Commit();
            }
        }

        // Also when it was destroyed before: the first call may have crashed here. A reader that is at work can hold the log back; its
        // pages are then taken out by a later checkpoint.
        Run(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
        return new(destroyed);
    }

    private static List<StoredKey> ReadKeys(SqliteConnection connection, SqliteTransaction transaction, KeyScope scope)
    {
        using var command = Command(connection, transaction, scope, KeyTables.Select);
        using var reader = command.ExecuteReader();
        var keys = new List<StoredKey>();
        while (reader.Read())
            keys.Add(new StoredKey(scope, reader.GetInt32(0), KeyId.Parse(reader.GetString(1)), reader.GetFieldValue<byte[]>(2), new DateTimeOffset(reader.GetInt64(3), TimeSpan.Zero)));
        return keys;
    }

    private static DestroyedKeys? ReadDestroyed(SqliteConnection connection, SqliteTransaction transaction, KeyScope scope)
    {
        using var command = Command(connection, transaction, scope, KeyTables.SelectDestroyed);
        using var reader = command.ExecuteReader();
        return reader.Read()
            ? new DestroyedKeys([.. reader.GetString(0).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(KeyId.Parse)], new DateTimeOffset(reader.GetInt64(1), TimeSpan.Zero))
            : null;
    }

    private static SqliteCommand Command(SqliteConnection connection, SqliteTransaction transaction, KeyScope scope, string text)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = text;
        command.Parameters.AddWithValue("$kind", (int)scope.Kind);
        command.Parameters.AddWithValue("$tenant", scope.Tenant);
        command.Parameters.AddWithValue("$purpose", scope.Purpose);
        command.Parameters.AddWithValue("$subject", scope.Subject);
        return command;
    }

    private static void Run(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();

        // FULL: a key that sealed something must survive a power cut. secure_delete: what is deleted is overwritten with zeros.
        Run(connection, "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON");
        return connection;
    }
}
