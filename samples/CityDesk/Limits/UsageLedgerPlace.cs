using CityDesk.Data;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Npgsql;
using Platform.RateLimiting.Ledger;
using Platform.RateLimiting.PostgreSql;
using Platform.RateLimiting.Sqlite;

namespace CityDesk.Limits;

/// <summary>
/// Where usage is counted: in the desk's own engine. On PostgreSQL in a schema beside its tables, on SQLite in a file beside its file, so that
/// counting never waits for its writers.
/// </summary>
internal sealed class UsageLedgerPlace(IServiceProvider services, IOptions<DatabaseOptions> options)
{
    private const int MostConnections = 8;

    public IUsageLedgerStore Open() => options.Value.Provider == DatabaseProvider.PostgreSql
        ? new PostgreSqlLedgerStore(new NpgsqlDataSourceBuilder(FewConnections(options.Value.ConnectionString)).Build(), ownsDataSource: true)
        : new SqliteLedgerStore(File);

    /// <summary>Names of those who hold keys are nobody else's business, so the file is not left to be made as the umask says.</summary>
    public void Prepare()
    {
        // Another instance may be making it just now.
        if (options.Value.Provider == DatabaseProvider.Sqlite)
            PrivateFiles.Open(File, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite).Dispose();
    }

    /// <summary>A pool of its own beside the desk's, so that counting does not wait for pages: one connection writes, and the others are for who asks.</summary>
    private static string FewConnections(string connectionString)
    {
        var its = new NpgsqlConnectionStringBuilder(connectionString);
        its.MaxPoolSize = Math.Min(its.MaxPoolSize, MostConnections);
        its.MinPoolSize = Math.Min(its.MinPoolSize, MostConnections);
        return its.ConnectionString;
    }

    private string File
    {
        get
        {
            var database = Path.GetFullPath(new SqliteConnectionStringBuilder(DeskDatabase.SqliteConnectionString(services)).DataSource);
            return Path.Combine(Path.GetDirectoryName(database)!, $"{Path.GetFileNameWithoutExtension(database)}-usage.db");
        }
    }
}
