using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.Benchmarks.Gate.Rows;
using Platform.Benchmarks.Gate.Sides;
using Platform.RateLimiting;
using Platform.RateLimiting.PostgreSql;
using Platform.RateLimiting.Sqlite;

namespace Platform.Benchmarks.RateLimiting;

/// <summary>
/// Quotas whose every decision is durable before it is answered, beside the statement that one would write by hand: one counter, one
/// transaction for each decision.
/// </summary>
internal static class QuotaRows
{
    private const int Callers = 256;
    private const int Consumers = 16;
    private const long Allowance = 900_000_000_000_000;

    public static IEnumerable<GateRow> Rows() =>
    [
        GateRow.Time(
            "one key, admitted with a quota from a lease",
            Side.Of("ours", static () => QuotaGate.Leased(), static gate => gate.AcquireAtOnce(0)),
            Side.Of("without a quota", static () => new QuotaGate(static policy => policy.Quotas.Clear(), static _ => { }), static gate => gate.AcquireAtOnce(0))),
        GateRow.Throughput(
            "quota in SQLite, 256 callers, group commit",
            Side.OfAsync("ours", static _ => new ValueTask<QuotaGate>(InSqlite()), static (gate, caller, _) => gate.AcquireAsync(caller), callers: Callers),
            Side.OfAsync("a transaction each", static _ => new ValueTask<SqliteCounter>(new SqliteCounter()), static (counter, caller, _) => counter.TakeAsync(caller), callers: Callers)),
        GateRow.Throughput(
            "quota in PostgreSQL, 256 callers, group commit",
            Side.OfAsync("ours", static _ => new ValueTask<QuotaGate>(InPostgreSql()), static (gate, caller, _) => gate.AcquireAsync(caller), callers: Callers),
            Side.OfAsync("a transaction each", static token => PostgreSqlCounter.MakeAsync(token), static (counter, caller, token) => counter.TakeAsync(caller, token), callers: Callers)).Needing(Servers.PostgreSql),
    ];

    private static QuotaGate InSqlite()
    {
        var folder = Directory.CreateTempSubdirectory("platform-gate-quota-");
        return new QuotaGate(static _ => { }, builder => builder.UseSqliteLedger(Path.Combine(folder.FullName, "usage.db")), folder);
    }

    private static QuotaGate InPostgreSql() => new(static _ => { }, static builder => builder.UsePostgreSqlLedger(ServerAddresses.PostgreSql, $"gate{Guid.NewGuid():n}"));

    /// <summary>Our side.</summary>
    private sealed class QuotaGate : IAsyncDisposable
    {
        private static readonly RateLimitKey[] Keys = [.. Enumerable.Range(0, Consumers).Select(static consumer => RateLimitKey.Tenant($"tenant-{consumer}"))];

        private readonly ServiceProvider _services;
        private readonly IRateGate _gate;
        private readonly RateLimitPolicy _policy;
        private readonly DirectoryInfo? _folder;

        public QuotaGate(Action<RateLimitPolicyOptions> policy, Action<PlatformRateLimitingBuilder> ledger, DirectoryInfo? folder = null)
        {
            var services = new ServiceCollection();
            var builder = services.AddPlatformRateLimiting(options => options.Policy("measured", each =>
            {
                each.Limit(1_000_000, TimeSpan.FromSeconds(1), burst: 1_000_000_000).Quota("monthly", Allowance, QuotaPeriod.Month);
                each.WhenLedgerUnavailable = WhenLedgerUnavailable.Refuse;
                policy(each);
            })).ConfigureLedger(static options => options.Deadline = TimeSpan.FromSeconds(30));
            ledger(builder);
            _services = services.BuildServiceProvider();
            _gate = _services.GetRequiredService<IRateGate>();
            _policy = _services.GetRequiredService<IRateLimitPolicies>()["measured"];
            _folder = folder;
        }

        /// <summary>With a lease that the measurement does not use up.</summary>
        public static QuotaGate Leased()
        {
            var gate = new QuotaGate(static policy => policy.QuotaLeasePermits = 10_000_000_000, static _ => { });
            while (!gate.IsDecidedAtOnce())
                Thread.Yield();
            return gate;
        }

        private bool IsDecidedAtOnce()
        {
            var pending = _gate.AcquireAsync(_policy, Keys[0]);
            return pending.IsCompletedSuccessfully && pending.Result.IsAdmitted;
        }

        public bool AcquireAtOnce(int caller)
        {
            var pending = _gate.AcquireAsync(_policy, Keys[caller % Consumers]);
            return pending.IsCompletedSuccessfully ? pending.Result.IsAdmitted : throw new InvalidOperationException("It was not decided at once.");
        }

        public async ValueTask<bool> AcquireAsync(int caller) => (await _gate.AcquireAsync(_policy, Keys[caller % Consumers])).IsAdmitted;

        public async ValueTask DisposeAsync()
        {
            await _services.DisposeAsync();
            SqliteConnection.ClearAllPools();
            _folder?.Delete(recursive: true);
        }
    }

    /// <summary>The peer in SQLite: as durable as ours, its statement compiled once.</summary>
    private sealed class SqliteCounter : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-gate-counter-");
        private readonly SqliteConnection _connection;
        private readonly SqliteCommand _take;
        private readonly Lock _lock = new();

        public SqliteCounter()
        {
            _connection = new SqliteConnection($"Data Source={Path.Combine(_folder.FullName, "counter.db")}");
            _connection.Open();
            using var make = _connection.CreateCommand();
            make.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE counter (consumer INTEGER PRIMARY KEY, used INTEGER NOT NULL)";
            make.ExecuteNonQuery();
            _take = _connection.CreateCommand();
            _take.CommandText = "INSERT INTO counter VALUES ($consumer, 1) ON CONFLICT DO UPDATE SET used = used + 1 WHERE used + 1 <= $allowance RETURNING used";
            _take.Parameters.AddWithValue("$consumer", 0L);
            _take.Parameters.AddWithValue("$allowance", Allowance);
        }

        public ValueTask<bool> TakeAsync(int caller)
        {
            lock (_lock)
            {
                _take.Parameters[0].Value = (long)(caller % Consumers);
                return new(_take.ExecuteScalar() is long);
            }
        }

        public void Dispose()
        {
            _take.Dispose();
            _connection.Dispose();
            SqliteConnection.ClearAllPools();
            _folder.Delete(recursive: true);
        }
    }

    /// <summary>The peer in PostgreSQL: pooled connections, the statement prepared on each.</summary>
    private sealed class PostgreSqlCounter : IAsyncDisposable
    {
        private readonly string _table = $"gate_counter_{Guid.NewGuid():n}";
        private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(ServerAddresses.PostgreSql) { MaxPoolSize = 32, MaxAutoPrepare = 8, AutoPrepareMinUsages = 2 }.ConnectionString);

        public static async ValueTask<PostgreSqlCounter> MakeAsync(CancellationToken cancellationToken)
        {
            var counter = new PostgreSqlCounter();
            await using var make = counter._source.CreateCommand($"CREATE TABLE {counter._table} (consumer integer PRIMARY KEY, used bigint NOT NULL) WITH (fillfactor = 50)");
            await make.ExecuteNonQueryAsync(cancellationToken);
            return counter;
        }

        public async ValueTask<bool> TakeAsync(int caller, CancellationToken cancellationToken)
        {
            await using var take = _source.CreateCommand($"INSERT INTO {_table} AS c VALUES ($1, 1) ON CONFLICT (consumer) DO UPDATE SET used = c.used + 1 WHERE c.used + 1 <= $2 RETURNING used");
            take.Parameters.Add(new NpgsqlParameter<int> { TypedValue = caller % Consumers });
            take.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Allowance });
            return await take.ExecuteScalarAsync(cancellationToken) is long;
        }

        public async ValueTask DisposeAsync()
        {
            await using (var drop = _source.CreateCommand($"DROP TABLE {_table}"))
                await drop.ExecuteNonQueryAsync();
            await _source.DisposeAsync();
        }
    }
}
