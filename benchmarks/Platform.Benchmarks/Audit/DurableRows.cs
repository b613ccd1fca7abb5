using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.Audit;
using Platform.Audit.Notes;
using Platform.Audit.PostgreSql;
using Platform.Audit.Sqlite;
using Platform.Benchmarks.Gate.Rows;
using Platform.Benchmarks.Gate.Sides;

namespace Platform.Benchmarks.Audit;

/// <summary>
/// Events that are on the disk before they are acknowledged, with everything that proves them, beside what one would write by hand: the same bytes, one transaction for each.
/// </summary>
internal static class DurableRows
{
    private const int Few = 64;
    private const int Many = 1_024;

    public static IEnumerable<GateRow> All() =>
    [
        GateRow.Compare("durable append to SQLite, 1 producer", [Measure.P50], OursInSqlite(1), PeerInSqlite(1)).OnDisk(),
        GateRow.Throughput("durable append to SQLite, 64 producers", OursInSqlite(Few), PeerInSqlite(Few)).OnDisk(),
        GateRow.Throughput("durable append to SQLite, 1,024 producers", OursInSqlite(Many), PeerInSqlite(Many)).OnDisk(),
        GateRow.Throughput(
            "durable append to PostgreSQL, 64 producers",
            Side.OfAsync("ours", static _ => new ValueTask<Log>(Log.InPostgreSql()), static (log, caller, token) => log.AppendAsync(caller, token), callers: Few),
            Side.OfAsync("an insert each", static token => PostgreSqlInserts.MakeAsync(token), static (inserts, caller, token) => inserts.InsertAsync(caller, token), callers: Few)).Needing(Servers.PostgreSql).OnDisk(),
    ];

    private static Side OursInSqlite(int callers) =>
        Side.OfAsync("ours", static _ => new ValueTask<Log>(Log.InSqlite()), static (log, caller, token) => log.AppendAsync(caller, token), callers: callers);

    private static Side PeerInSqlite(int callers) =>
        Side.OfAsync("a transaction each", static _ => new ValueTask<SqliteInserts>(new SqliteInserts()), static (inserts, caller, _) => inserts.InsertAsync(caller), callers: callers);

    /// <summary>Our side.</summary>
    private sealed class Log : IAsyncDisposable
    {
        private readonly ServiceProvider _services;
        private readonly IAuditLog _log;
        private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        private readonly DirectoryInfo? _folder;

        private Log(Action<PlatformAuditBuilder> store, DirectoryInfo? folder)
        {
            var services = new ServiceCollection();
            var builder = services.AddPlatformAudit(static options => options.Deadline = TimeSpan.FromSeconds(60));
            store(builder);
            builder.SignWith(_ => new EcdsaNoteSigner("audit.example.com/gate", _key));
            _services = services.BuildServiceProvider();
            _log = _services.GetRequiredService<IAuditLog>();
            _folder = folder;
        }

        public static Log InSqlite()
        {
            var folder = Directory.CreateTempSubdirectory("platform-gate-audit-");
            return new Log(builder => builder.UseSqlite(Path.Combine(folder.FullName, "audit.db")), folder);
        }

        public static Log InPostgreSql() => new(static builder => builder.UsePostgreSql(ServerAddresses.PostgreSql, $"gate{Guid.NewGuid():n}"), folder: null);

        public async ValueTask<bool> AppendAsync(int caller, CancellationToken cancellationToken) =>
            (await _log.AppendAsync(new RequestClosed(caller), cancellationToken: cancellationToken)).Acknowledgement == AuditAcknowledgement.Durable;

        public async ValueTask DisposeAsync()
        {
            await _services.DisposeAsync();
            _key.Dispose();
            SqliteConnection.ClearAllPools();
            _folder?.Delete(recursive: true);
        }
    }

    /// <summary>The peer in SQLite: as durable as ours, its statement compiled once.</summary>
    private sealed class SqliteInserts : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-gate-inserts-");
        private readonly SqliteConnection _connection;
        private readonly SqliteCommand _insert;
        private readonly Lock _lock = new();

        public SqliteInserts()
        {
            _connection = new SqliteConnection($"Data Source={Path.Combine(_folder.FullName, "audit.db")}");
            _connection.Open();
            using var make = _connection.CreateCommand();
            make.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE audit (id INTEGER PRIMARY KEY, recorded_at INTEGER NOT NULL, record BLOB NOT NULL)";
            make.ExecuteNonQuery();
            _insert = _connection.CreateCommand();
            _insert.CommandText = "INSERT INTO audit (recorded_at, record) VALUES ($recorded, $record)";
            _insert.Parameters.AddWithValue("$recorded", 0L);
            _insert.Parameters.AddWithValue("$record", Array.Empty<byte>());
        }

        public ValueTask<bool> InsertAsync(int caller)
        {
            var record = new RequestClosed(caller).ToRecord();
            lock (_lock)
            {
                _insert.Parameters[0].Value = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
                _insert.Parameters[1].Value = record;
                return new(_insert.ExecuteNonQuery() == 1);
            }
        }

        public void Dispose()
        {
            _insert.Dispose();
            _connection.Dispose();
            SqliteConnection.ClearAllPools();
            _folder.Delete(recursive: true);
        }
    }

    /// <summary>The peer in PostgreSQL: 64 pooled connections, the statement prepared on each.</summary>
    private sealed class PostgreSqlInserts : IAsyncDisposable
    {
        private readonly string _table = $"gate_audit_{Guid.NewGuid():n}";
        private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(ServerAddresses.PostgreSql) { MinPoolSize = Few, MaxPoolSize = Few, MaxAutoPrepare = 8, AutoPrepareMinUsages = 2 }.ConnectionString);

        public static async ValueTask<PostgreSqlInserts> MakeAsync(CancellationToken cancellationToken)
        {
            var inserts = new PostgreSqlInserts();
            await using var make = inserts._source.CreateCommand(
                $"CREATE TABLE {inserts._table} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, recorded_at timestamptz NOT NULL DEFAULT now(), record bytea NOT NULL)");
            await make.ExecuteNonQueryAsync(cancellationToken);
            return inserts;
        }

        public async ValueTask<bool> InsertAsync(int caller, CancellationToken cancellationToken)
        {
            await using var insert = _source.CreateCommand($"INSERT INTO {_table} (record) VALUES ($1)");
            insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = new RequestClosed(caller).ToRecord() });
            return await insert.ExecuteNonQueryAsync(cancellationToken) == 1;
        }

        public async ValueTask DisposeAsync()
        {
            await using (var drop = _source.CreateCommand($"DROP TABLE {_table}"))
                await drop.ExecuteNonQueryAsync();
            await _source.DisposeAsync();
        }
    }
}
