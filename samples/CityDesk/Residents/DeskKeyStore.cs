using CityDesk.Data;
using Microsoft.Data.Sqlite;
using Npgsql;
using Platform.Encryption;
using Platform.Encryption.Keys;
using Platform.Encryption.PostgreSql;
using Platform.Encryption.Sqlite;

namespace CityDesk.Residents;

/// <summary>Wrapped keys, in the desk's own engine: on PostgreSQL beside its tables, on SQLite in a file beside its file. Opened when it is first needed.</summary>
internal sealed class DeskKeyStore(IServiceProvider services, DatabaseOptions options) : IKeyStore, IDisposable
{
    private const int MostConnections = 8;

    private readonly Lazy<NpgsqlDataSource> _source = new(() => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(options.ConnectionString) { MaxPoolSize = MostConnections, MinPoolSize = 0 }));
    private IKeyStore? _store;

    private IKeyStore Store => _store ??= options.Provider == DatabaseProvider.PostgreSql ? new PostgreSqlKeyStore(_source.Value) : new SqliteKeyStore(File);

    private string File
    {
        get
        {
            var database = Path.GetFullPath(new SqliteConnectionStringBuilder(DeskDatabase.SqliteConnectionString(services)).DataSource);
            return Path.Combine(Path.GetDirectoryName(database)!, $"{Path.GetFileNameWithoutExtension(database)}-keys.db");
        }
    }

    /// <summary>Makes the tables of a new desk; on SQLite opening does.</summary>
    public Task PrepareAsync(CancellationToken cancellationToken) => Store is PostgreSqlKeyStore tables ? tables.CreateTablesAsync(cancellationToken) : Task.CompletedTask;

    public ValueTask<StoredKeys> ReadAsync(KeyScope scope, CancellationToken cancellationToken) => Store.ReadAsync(scope, cancellationToken);

    public ValueTask<FoundKeys> FindAsync(IReadOnlyCollection<KeyId> ids, CancellationToken cancellationToken) => Store.FindAsync(ids, cancellationToken);

    public IAsyncEnumerable<StoredKey> ListAsync(KeyFilter filter, CancellationToken cancellationToken) => Store.ListAsync(filter, cancellationToken);

    public ValueTask<bool> TryAddAsync(StoredKey key, CancellationToken cancellationToken) => Store.TryAddAsync(key, cancellationToken);

    public ValueTask<bool> TryRewrapAsync(StoredKey current, StoredKey replacement, CancellationToken cancellationToken) => Store.TryRewrapAsync(current, replacement, cancellationToken);

    public ValueTask<bool> TryRetireAsync(KeyScope scope, KeyId id, DateTimeOffset retiredAt, CancellationToken cancellationToken) => Store.TryRetireAsync(scope, id, retiredAt, cancellationToken);

    public ValueTask<DestroyedKeys> DestroyAsync(KeyScope scope, DateTimeOffset destroyedAt, DateTimeOffset backupsExpireAt, CancellationToken cancellationToken) =>
        Store.DestroyAsync(scope, destroyedAt, backupsExpireAt, cancellationToken);

    public void Dispose()
    {
        if (_source.IsValueCreated)
            _source.Value.Dispose();
    }
}
