using Microsoft.Data.Sqlite;
using Platform.Audit.Records;
using Platform.Audit.StoreContract;

namespace Platform.Audit.Tool.Tests;

/// <summary>The log of a tenant, with that of the host.</summary>
public sealed class TenantTests : IDisposable
{
    private readonly LogFile _log = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task A_tenants_log_is_verified_with_what_the_hosts_says_of_it_from_stores_and_from_public_files()
    {
        var id = await AppendAsync("acme", 300);
        await AppendAsync("bolt", 3);
        await AppendAsync("acme", 2);

        var run = (await VerifyAsync(id, _log.Path)).Ends(0).Says($"{TestLog.Origin}/t/{id}").Says("intact");
        Assert.Equal(
            (306L, 2L), (Json(await VerifyAsync(id, _log.Path, "--json")).Size, Json(await VerifyAsync(id, _log.Path, "--json")).Stated));
        Assert.Equal("", run.Error);

        foreach (var (source, folder) in new[] { (FileOf(id), _log.In("tenant")), (_log.Path, _log.In("host")) })
            (await ToolRun.OfAsync("export", "--sqlite", source, "--format", "tiles", "--out", folder)).Ends(0);
        (await ToolRun.OfAsync(
            "verify", "--tiles", _log.In("tenant"), "--tenant", id, "--host-tiles", _log.In("host"), "--key", _log.Key)).Ends(0).Says(
            "stated       2");
    }

    [Fact]
    public async Task A_tenants_log_that_was_taken_back_is_found_by_the_hosts()
    {
        var id = await AppendAsync("acme", 3);
        File.Copy(FileOf(id), _log.In("backup.db"));
        await AppendAsync("acme", 3);
        File.Copy(_log.In("backup.db"), FileOf(id), overwrite: true);

        (await VerifyAsync(id, _log.Path)).Ends(1).Says("taken back").Says("of the host's log");
        // By itself it is genuine.
        (await ToolRun.OfAsync("verify", "--sqlite", FileOf(id), "--tenant", id, "--key", _log.Key)).Ends(0);
    }

    [Fact]
    public async Task The_log_of_another_tenant_and_a_host_that_is_older_are_refused()
    {
        var acme = await AppendAsync("acme", 3);
        File.Copy(_log.Path, _log.In("older.db"));
        var bolt = await AppendAsync("bolt", 3);

        (await ToolRun.OfAsync("verify", "--sqlite", FileOf(bolt), "--tenant", acme, "--host-sqlite", _log.Path, "--key", _log.Key)).Ends(
            1).Says("is of another log");
        (await ToolRun.OfAsync(
            "verify", "--sqlite", FileOf(bolt), "--tenant", bolt, "--host-sqlite", _log.In("older.db"), "--key", _log.Key)).Ends(1).Says(
            "does not know the checkpoint");
        (await ToolRun.OfAsync("verify", "--sqlite", FileOf(bolt), "--tenant", "acme", "--key", _log.Key)).Ends(2);
        (await ToolRun.OfAsync("verify", "--sqlite", FileOf(bolt), "--host-sqlite", _log.Path, "--key", _log.Key)).Ends(2);
    }

    [Fact]
    public async Task A_record_is_proven_against_both_logs_and_verified_with_neither()
    {
        var id = await AppendAsync("acme", 5);
        var folder = _log.In("evidence");
        (await ToolRun.OfAsync(
            "prove", "3", "--sqlite", FileOf(id), "--tenant", id, "--host-sqlite", _log.Path, "--key", _log.Key, "--out", folder)).Ends(0);
        (await ToolRun.OfAsync("prove", "4", "--sqlite", FileOf(id), "--tenant", id, "--key", _log.Key, "--out", folder)).Ends(0);

        Task<ToolRun> VerifyRecordAsync(int index, params string[] tenant) =>
            ToolRun.OfAsync(
                ["verify", "--record", Path.Combine(folder, $"{index}.record"), "--proof", Path.Combine(
                folder, $"{index}.tlog-proof"), "--key", _log.Key, .. tenant]);
        (await VerifyRecordAsync(3, "--tenant", id)).Ends(0).Says("verified");
        (await VerifyRecordAsync(3)).Ends(1).Says("of another log");
        (await VerifyRecordAsync(3, "--origin", $"{TestLog.Origin}/t/{id}")).Ends(0);
        (await VerifyRecordAsync(4, "--tenant", id)).Ends(1).Says("does not show that the host's log knows this tree");
    }

    private Task<ToolRun> VerifyAsync(string id, string host, params string[] more) =>
        ToolRun.OfAsync(["verify", "--sqlite", FileOf(id), "--tenant", id, "--host-sqlite", host, "--key", _log.Key, .. more]);

    private static (long Size, long Stated) Json(ToolRun run) =>
        (run.Json().GetProperty("size").GetInt64(), run.Json().GetProperty("stated").GetInt64());

    private string FileOf(string id) => Path.Combine(_log.In("tenants"), $"{id}.db");

    /// <summary>Appends for a tenant, in a run of the host of its own.</summary>
    private async Task<string> AppendAsync(string tenant, int count)
    {
        string id;
        await using (var host = await _log.StartTenantsAsync())
        {
            var tenants = host.Service<IAuditTenants>();
            id = tenants.IdOf(tenant);
            await using var lease = await tenants.OpenAsync(tenant, Cancellation);
            for (var at = 0; at < count; at++)
                await lease.Log.AppendAsync(new AuditEvent(TestLog.Closed) { Target = $"request:{at}" }, cancellationToken: Cancellation);
        }
        SqliteConnection.ClearAllPools();
        return id;
    }
}
