using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Sqlite;

/// <summary>Keeps wrapped keys in a SQLite file, for the instances of a service on one machine.</summary>
/// <remarks>
/// What is added or destroyed is on the disk when the call returns. Destroyed and retired keys are overwritten in the file and taken out of its
/// write-ahead log; where another connection reads all the time and holds the log back, the call fails although the keys are gone, and is to be
/// made again. SQLite works synchronously, and so do the calls. Thread-safe.
/// </remarks>
public sealed class SqliteKeyStore : IKeyStore
{
    private const int KeysPerPage = 500;

    private readonly string _connectionString;

    /// <summary>Opens the file, and makes it and its tables where they are missing: on Unix for its owner alone.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="SqliteException">It cannot be opened, or is no SQLite file.</exception>
    /// <exception cref="InvalidDataException">A later version of this package has made its tables.</exception>
    public SqliteKeyStore(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        CreateForOwner(path);
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30 }.ToString();
        using var connection = Open();
        Run(connection, "PRAGMA journal_mode = WAL");
        using var transaction = connection.BeginTransaction(deferred: false);
        var version = (long)Scalar(connection, transaction, "PRAGMA user_version")!;
        if (version > KeyTables.Version)
            throw new InvalidDataException($"The tables of {path} have version {version}; this package knows {KeyTables.Version}.");
        Execute(connection, transaction, KeyTables.Create);
        Execute(connection, transaction, $"PRAGMA user_version = {KeyTables.Version}");
        transaction.Commit();
    }

    /// <summary>How long a call waits for readers that hold back the log.</summary>
    internal TimeSpan LogPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public ValueTask<StoredKeys> ReadAsync(KeyScope scope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        cancellationToken.ThrowIfCancellationRequested();
        using var connection = Open();

        // One snapshot for both questions: keys and destruction must not be of two moments.
        using var transaction = connection.BeginTransaction(deferred: true);
        var destroyed = ReadDestroyed(connection, transaction, scope, KeyTables.SelectDestroyed);
        return new(new StoredKeys(destroyed is null ? ReadKeys(connection, transaction, scope) : [], destroyed?.At));
    }

    /// <inheritdoc/>
    public ValueTask<FoundKeys> FindAsync(IReadOnlyCollection<KeyId> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        cancellationToken.ThrowIfCancellationRequested();
        using var connection = Open();
        using var transaction = connection.BeginTransaction(deferred: true);
        var list = $"[{string.Join(',', ids.Distinct().Select(static id => $"\"{id}\""))}]";
        var keys = ReadKeys(connection, transaction, KeyTables.Find, ("$ids", list));
        using var command = Command(connection, transaction, KeyTables.FindGone, ("$ids", list));
        return new(new FoundKeys(keys, ReadIds(command)));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredKey> ListAsync(KeyFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await Task.CompletedTask.ConfigureAwait(false);
        for (StoredKey? last = null; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = ReadPage(filter, last);
            foreach (var key in page)
                yield return key;
            if (page.Count < KeysPerPage)
                yield break;
            last = page[^1];
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryAddAsync(StoredKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        using var connection = Open();
        using var transaction = connection.BeginTransaction(deferred: false);

        // The newest is never retired, so the highest that is there is the highest that ever was.
        var known = ReadKeys(connection, transaction, key.Scope);
        if (ReadDestroyed(connection, transaction, key.Scope, KeyTables.SelectDestroyed) is not null
            || key.Version != (known.Count == 0 ? 0 : known[^1].Version) + 1
            || IsTrue(connection, transaction, KeyTables.IsKnown, ("$id", key.Id.ToString()))
            || !IsWrappedByATenantKey(connection, transaction, key))
        {
            return new(false);
        }
        using var command = Command(connection, transaction, key.Scope, KeyTables.Insert);
        command.Parameters.AddWithValue("$version", key.Version);
        command.Parameters.AddWithValue("$id", key.Id.ToString());
        command.Parameters.AddWithValue("$wrapped", key.Wrapped.ToArray());
        command.Parameters.AddWithValue("$wrapped_by", key.WrappedBy);
        command.Parameters.AddWithValue("$created", key.CreatedAt.UtcTicks);
        command.ExecuteNonQuery();
        transaction.Commit();
        return new(true);
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryRewrapAsync(StoredKey current, StoredKey replacement, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(replacement);
        if (current.Scope != replacement.Scope || current.Version != replacement.Version || current.Id != replacement.Id)
            throw new ArgumentException("Wrapped anew, a key has the same scope, version and id.", nameof(replacement));
        cancellationToken.ThrowIfCancellationRequested();
        using var connection = Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        if (!IsWrappedByATenantKey(connection, transaction, replacement))
            return new(false);
        using var command = Command(connection, transaction, current.Scope, KeyTables.Rewrap);
        command.Parameters.AddWithValue("$id", current.Id.ToString());
        command.Parameters.AddWithValue("$before", current.Wrapped.ToArray());
        command.Parameters.AddWithValue("$wrapped", replacement.Wrapped.ToArray());
        command.Parameters.AddWithValue("$wrapped_by", replacement.WrappedBy);
        var isDone = command.ExecuteNonQuery() == 1;
        transaction.Commit();
        return new(isDone);
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">It was retired, and the log still holds it.</exception>
    public ValueTask<bool> TryRetireAsync(KeyScope scope, KeyId id, DateTimeOffset retiredAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        cancellationToken.ThrowIfCancellationRequested();
        using var connection = Open();
        using (var transaction = connection.BeginTransaction(deferred: false))
        {
            var known = ReadKeys(connection, transaction, scope);
            var key = known.SkipLast(1).FirstOrDefault(key => key.Id == id);
            if (key is null || IsTrue(connection, transaction, KeyTables.Wraps, ("$tenant", scope.Tenant), ("$id", id.ToString())))
                return new(false);
            using var delete = Command(connection, transaction, scope, KeyTables.DeleteOne);
            delete.Parameters.AddWithValue("$id", id.ToString());
            delete.ExecuteNonQuery();
            Remember(connection, transaction, key, retiredAt, with: null);
            transaction.Commit();
        }
        EmptyLog(connection, "The key was retired");
        return new(true);
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">They were destroyed, and the log still holds them: ask again.</exception>
    public ValueTask<DestroyedKeys> DestroyAsync(KeyScope scope, DateTimeOffset destroyedAt, DateTimeOffset backupsExpireAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        cancellationToken.ThrowIfCancellationRequested();
        using var connection = Open();
        DestroyedKeys destroyed;
        using (var transaction = connection.BeginTransaction(deferred: false))
        {
            if (ReadDestroyed(connection, transaction, scope, KeyTables.SelectOwnDestroyed) is null)
                Destroy(connection, transaction, scope, destroyedAt, backupsExpireAt);
            using var ids = Command(connection, transaction, scope, KeyTables.SelectDestroyedIds);
            var (at, expire) = ReadDestroyed(connection, transaction, scope, KeyTables.SelectOwnDestroyed)!.Value;
            destroyed = new DestroyedKeys(ReadIds(ids), at, expire);
            transaction.Commit();
        }

        // Also when it was destroyed before: the first call may have crashed here.
        EmptyLog(connection, "The keys were destroyed");
        return new(destroyed);
    }

    private static void Destroy(SqliteConnection connection, SqliteTransaction transaction, KeyScope scope, DateTimeOffset destroyedAt, DateTimeOffset backupsExpireAt)
    {
        var isTenant = scope.Kind == KeyScopeKind.Tenant;
        foreach (var key in isTenant ? ReadKeys(connection, transaction, KeyTables.SelectAllOfTenant, ("$tenant", scope.Tenant)) : ReadKeys(connection, transaction, scope))
            Remember(connection, transaction, key, destroyedAt, scope);
        using var delete = Command(connection, transaction, scope, isTenant ? KeyTables.DeleteAllOfTenant : KeyTables.Delete);
        delete.ExecuteNonQuery();
        using var retired = Command(connection, transaction, scope, KeyTables.MarkRetired);
        retired.ExecuteNonQuery();
        using var remember = Command(connection, transaction, scope, KeyTables.InsertDestroyed);
        remember.Parameters.AddWithValue("$destroyed", destroyedAt.UtcTicks);
        remember.Parameters.AddWithValue("$backups_expire", backupsExpireAt.UtcTicks);
        remember.ExecuteNonQuery();
    }

    private static void Remember(SqliteConnection connection, SqliteTransaction transaction, StoredKey key, DateTimeOffset goneAt, KeyScope? with)
    {
        using var command = Command(
            connection, transaction, KeyTables.InsertGone, ("$id", key.Id.ToString()), ("$scope", key.Scope.ComputeDigest()), ("$of_tenant", TenantDigestOf(key.Scope)),
            ("$version", key.Version), ("$gone", goneAt.UtcTicks), ("$with", with?.ComputeDigest()));
        command.ExecuteNonQuery();
    }

    private static bool IsWrappedByATenantKey(SqliteConnection connection, SqliteTransaction transaction, StoredKey key) =>
        key.Scope.Kind is not (KeyScopeKind.Purpose or KeyScopeKind.Subject)
        || IsTrue(connection, transaction, KeyTables.IsKeyOfTenant, ("$tenant", key.Scope.Tenant), ("$wrapped_by", key.WrappedBy));

    private List<StoredKey> ReadPage(KeyFilter filter, StoredKey? last)
    {
        using var connection = Open();
        using var transaction = connection.BeginTransaction(deferred: true);
        return ReadKeys(
            connection, transaction, KeyTables.List,
            ("$after_tenant", last?.Scope.Tenant ?? ""), ("$after_kind", (int)(last?.Scope.Kind ?? 0)), ("$after_purpose", last?.Scope.Purpose ?? ""),
            ("$after_subject", last?.Scope.Subject ?? ""), ("$after_version", last?.Version ?? 0),
            ("$of_tenant", filter.Tenant), ("$of_kind", filter.Kind is { } kind ? (object)(int)kind : null), ("$of_purpose", filter.Purpose), ("$of_subject", filter.Subject),
            ("$not_wrapped_by", filter.NotWrappedBy), ("$limit", KeysPerPage));
    }

    private static List<StoredKey> ReadKeys(SqliteConnection connection, SqliteTransaction transaction, KeyScope scope)
    {
        using var command = Command(connection, transaction, scope, KeyTables.Select);
        return ReadKeys(command);
    }

    private static List<StoredKey> ReadKeys(SqliteConnection connection, SqliteTransaction transaction, string text, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = Command(connection, transaction, text, parameters);
        return ReadKeys(command);
    }

    private static List<StoredKey> ReadKeys(SqliteCommand command)
    {
        using var reader = command.ExecuteReader();
        var keys = new List<StoredKey>();
        while (reader.Read())
        {
            var scope = KeyScope.FromStored((KeyScopeKind)reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetString(3));
            keys.Add(new StoredKey(scope, reader.GetInt32(4), IdOf(reader.GetString(5)), reader.GetFieldValue<byte[]>(6), reader.GetString(7), TimeOf(reader.GetInt64(8))));
        }
        return keys;
    }

    private static List<KeyId> ReadIds(SqliteCommand command)
    {
        using var reader = command.ExecuteReader();
        var ids = new List<KeyId>();
        while (reader.Read())
            ids.Add(IdOf(reader.GetString(0)));
        return ids;
    }

    private static (DateTimeOffset At, DateTimeOffset BackupsExpireAt)? ReadDestroyed(SqliteConnection connection, SqliteTransaction transaction, KeyScope scope, string text)
    {
        using var command = Command(connection, transaction, scope, text);
        using var reader = command.ExecuteReader();
        return reader.Read() ? (TimeOf(reader.GetInt64(0)), TimeOf(reader.GetInt64(1))) : null;
    }

    private static KeyId IdOf(string text)
    {
        try
        {
            return KeyId.Parse(text);
        }
        catch (FormatException)
        {
            throw new InvalidDataException("The key store holds an id that is none.");
        }
    }

    private static DateTimeOffset TimeOf(long ticks) => ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks
        ? new DateTimeOffset(ticks, TimeSpan.Zero)
        : throw new InvalidDataException("The key store holds a time that is none.");

    private static byte[] TenantDigestOf(KeyScope scope) =>
        scope.Kind is KeyScopeKind.Purpose or KeyScopeKind.Subject ? KeyScope.ForTenant(scope.Tenant).ComputeDigest() : scope.ComputeDigest();

    private static SqliteCommand Command(SqliteConnection connection, SqliteTransaction transaction, KeyScope scope, string text) => Command(
        connection, transaction, text, ("$kind", (int)scope.Kind), ("$tenant", scope.Tenant), ("$purpose", scope.Purpose), ("$subject", scope.Subject),
        ("$digest", scope.ComputeDigest()), ("$tenant_digest", TenantDigestOf(scope)));

    private static SqliteCommand Command(SqliteConnection connection, SqliteTransaction transaction, string text, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = text;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }

    private static bool IsTrue(SqliteConnection connection, SqliteTransaction transaction, string text, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = Command(connection, transaction, text, parameters);
        return (long)command.ExecuteScalar()! != 0;
    }

    private static object? Scalar(SqliteConnection connection, SqliteTransaction transaction, string text)
    {
        using var command = Command(connection, transaction, text);
        return command.ExecuteScalar();
    }

    private static void Execute(SqliteConnection connection, SqliteTransaction transaction, string text)
    {
        using var command = Command(connection, transaction, text);
        command.ExecuteNonQuery();
    }

    private static void Run(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    /// <summary>SQLite makes the log and its index with the rights of the file.</summary>
    private static void CreateForOwner(string path)
    {
        if (OperatingSystem.IsWindows() || File.Exists(path))
            return;
        try
        {
            using var file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another instance was faster.
        }
        catch (Exception exception) when (exception is DirectoryNotFoundException or UnauthorizedAccessException)
        {
            // SQLite says so in its own way.
        }
    }

    private void EmptyLog(SqliteConnection connection, string done)
    {
        // A checkpoint that a reader holds back is no error to SQLite: it answers "busy" in a row.
        Run(connection, $"PRAGMA busy_timeout = {(int)LogPatience.TotalMilliseconds}");
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        var isBusy = (long)command.ExecuteScalar()! != 0;
        Run(connection, "PRAGMA busy_timeout = 0");
        if (isBusy)
            throw new IOException($"{done}, and the write-ahead log still holds what was overwritten in the file, because another connection is reading. Call again.");
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
