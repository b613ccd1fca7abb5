using Npgsql;
using Platform.RateLimiting.Ledger;
using Platform.RateLimiting.LedgerContract;

namespace Platform.RateLimiting.PostgreSql.Tests;

public sealed class KillTests(Database database) : KilledLedgerContract, IClassFixture<Database>
{
    private readonly string _schema = $"s{Guid.NewGuid():n}";

    protected override string Engine => "postgresql";

    protected override string Where => $"{database.ConnectionString};Search Path={_schema}";

    protected override async Task<IUsageLedgerStore> OpenAsync()
    {
        await UntilTheServerHasNoticedAsync();
        return new PostgreSqlLedgerStore(NpgsqlDataSource.Create(database.ConnectionString), _schema, ownsDataSource: true);
    }

    /// <summary>A commit that was under way when its process was killed may still be at work in the server.</summary>
    private async Task UntilTheServerHasNoticedAsync()
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using var others = connection.CreateCommand();
        others.CommandText = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'";
        while ((long)(await others.ExecuteScalarAsync(Cancellation))! > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
    }
}
