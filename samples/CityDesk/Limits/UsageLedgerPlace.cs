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
    public IUsageLedgerStore Open() => options.Value.Provider == DatabaseProvider.PostgreSql
        ? new PostgreSqlLedgerStore(new NpgsqlDataSourceBuilder(options.Value.ConnectionString).Build(), ownsDataSource: true)
        : new SqliteLedgerStore(File);

    /// <summary>Names of those who hold keys are nobody else's business, so the file is not left to be made as the umask says.</summary>
    public void Prepare()
    {
        if (options.Value.Provider == DatabaseProvider.Sqlite && !System.IO.File.Exists(File))
            PrivateFiles.Open(File, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite).Dispose();
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
