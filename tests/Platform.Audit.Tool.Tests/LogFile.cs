using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Platform.Audit.Notes;
using Platform.Audit.Records;
using Platform.Audit.Sqlite;
using Platform.Audit.StoreContract;

namespace Platform.Audit.Tool.Tests;

/// <summary>A log in a SQLite file, with its key, in a folder of its own.</summary>
public sealed class LogFile : IDisposable
{
    private readonly ECDsa _key = TestLog.CreateKey();

    public LogFile()
    {
        using var signer = new EcdsaNoteSigner(TestLog.Origin, ECDsa.Create(_key.ExportParameters(includePrivateParameters: true)));
        Key = signer.Key.ToString();
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("platform-audit-tool-").FullName;

    public string Path => In("audit.db");

    /// <summary>The public key, as people hand it to each other.</summary>
    public string Key { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public string In(string name) => System.IO.Path.Combine(Folder, name);

    /// <summary>Appends events and signs them.</summary>
    public async Task AppendAsync(int count, Func<int, AuditEvent>? make = null)
    {
        using var store = new SqliteAuditStore(Path);
        await using var log = await TestLog.StartAsync(store, _key);
        await Task.WhenAll(Enumerable.Range(0, count).Select(id =>
            make is null ? log.CloseAsync(id).AsTask() : log.Log.AppendAsync(make(id), cancellationToken: Cancellation).AsTask()));
        await log.StopAsync();
        SqliteConnection.ClearAllPools();
    }

    /// <summary>A log that is open, to which more comes.</summary>
    public async Task<(SqliteAuditStore Store, TestLog Log)> OpenAsync()
    {
        var store = new SqliteAuditStore(Path);
        return (store, await TestLog.StartAsync(store, _key, static options => options.CheckpointInterval = TimeSpan.FromMilliseconds(50)));
    }

    /// <summary>A host whose tenants have a log each, in a folder beside its own.</summary>
    public Task<TestLog> StartTenantsAsync() => TestLog.StartAsync(
        new SqliteAuditStore(Path), _key, add: services => services.AddPlatformAudit().AddTenants().UseSqlite(In("tenants")).NameWithKeyFile(In("tenants.key")));

    /// <summary>What somebody with a SQL shell does.</summary>
    public int Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }

    public void DropGuards() => Execute(
        "DROP TRIGGER audit_records_never_change; DROP TRIGGER audit_records_never_go; DROP TRIGGER audit_nodes_never_change; DROP TRIGGER audit_nodes_never_go; DROP TRIGGER audit_personal_only_erased");

    public void Dispose()
    {
        _key.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }
}
