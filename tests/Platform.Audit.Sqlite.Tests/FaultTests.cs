using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Platform.Audit.StoreContract;

namespace Platform.Audit.Sqlite.Tests;

/// <summary>Disks that are full, files that cannot be written, pages that are broken: an error, nothing half-written, and the log goes on when it can.</summary>
public sealed class FaultTests : IDisposable
{
    private readonly SqliteFile _file = new();
    private readonly ECDsa _key = TestLog.CreateKey();
    private readonly List<SqliteConnection> _connections = [];
    private string _setting = "PRAGMA user_version";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _file.Dispose();
        _key.Dispose();
    }

    [Fact]
    public async Task On_a_full_disk_nothing_is_half_written_and_what_must_be_recorded_is_refused()
    {
        using var store = _file.Open(Remember);
        await using var log = await TestLog.StartAsync(store, _key);
        await log.CloseAsync(1);
        // No page more than there are.
        SetAll("PRAGMA max_page_count = 1");

        var refusals = 0;
        for (var at = 0; at < 200 && refusals == 0; at++)
        {
            try
            {
                await log.Log.AppendAsync(new Records.AuditEvent(TestLog.Closed) { Reason = new string('x', 9_000) }, cancellationToken: Cancellation);
            }
            catch (AuditUnavailableException refusal)
            {
                Assert.Equal(13, Assert.IsType<SqliteException>(refusal.InnerException).SqliteErrorCode);
                refusals++;
            }
        }
        Assert.Equal(1, refusals);

        SetAll("PRAGMA max_page_count = 1000000");
        var receipt = await EventuallyAsync(() => log.CloseAsync(2));
        var verification = await log.Log.VerifyAsync(await log.Log.GetCheckpointAsync(Cancellation), Cancellation);
        Assert.True(verification.IsIntact, verification.ToString());
        Assert.Equal("request:2", (await AuditLogContract.ReadAllAsync(_file.Open()))[(int)receipt.Index].Target);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_an_error_and_the_log_goes_on_when_it_can()
    {
        using var store = _file.Open(Remember);
        await using var log = await TestLog.StartAsync(store, _key);
        SetAll("PRAGMA query_only = 1");

        var refusal = await Assert.ThrowsAsync<AuditUnavailableException>(async () => await log.CloseAsync(1));
        Assert.Equal(8, Assert.IsType<SqliteException>(refusal.InnerException).SqliteErrorCode);

        SetAll("PRAGMA query_only = 0");
        await EventuallyAsync(() => log.CloseAsync(2));
        Assert.True((await log.Log.VerifyAsync(await log.Log.GetCheckpointAsync(Cancellation), Cancellation)).IsIntact);
    }

    [Fact]
    public async Task A_log_in_a_folder_that_is_not_there_is_an_error_that_says_so()
    {
        using var store = new SqliteAuditStore(Path.Combine(_file.Folder.FullName, "nowhere", "audit.db"));

        await Assert.ThrowsAnyAsync<IOException>(async () => await store.TryAcquireAsync(Cancellation));
    }

    [Fact]
    public async Task A_backup_that_was_restored_is_refused()
    {
        var anchor = new Checkpoints.FileCheckpointAnchor(Path.Combine(_file.Folder.FullName, "anchor"));
        var backup = Path.Combine(_file.Folder.FullName, "backup.db");
        using (var store = _file.Open())
        {
            await using var log = await TestLog.StartAsync(store, _key, anchor: anchor);
            for (var at = 0; at < 5; at++)
                await log.CloseAsync(at, AuditAcknowledgement.Published);
            _file.Execute("VACUUM INTO $backup", ("$backup", backup));
            for (var at = 5; at < 9; at++)
                await log.CloseAsync(at, AuditAcknowledgement.Published);
        }

        using var restored = new SqliteAuditStore(backup);
        var refusal = await Assert.ThrowsAsync<AuditIntegrityException>(async () => await TestLog.StartAsync(restored, _key, anchor: anchor));
        Assert.Contains("it is older than what was signed", refusal.Message, StringComparison.Ordinal);
        var before = await restored.ReadStateAsync(Cancellation);
        Assert.Equal(6, before.Size);
        // The one that was not restored goes on.
        using var whole = _file.Open();
        await using var again = await TestLog.StartAsync(whole, _key, anchor: anchor);
        Assert.Equal(12, (await again.CloseAsync(9)).Index);
    }

    private void Remember(SqliteConnection connection)
    {
        lock (_connections)
            _connections.Add(connection);
        Run(connection, _setting);
    }

    /// <summary>For every connection that is open, and for those that will be.</summary>
    private void SetAll(string setting)
    {
        _setting = setting;
        lock (_connections)
        {
            foreach (var connection in _connections.Where(connection => connection.State == System.Data.ConnectionState.Open))
                Run(connection, setting);
        }
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static async Task<AuditReceipt> EventuallyAsync(Func<ValueTask<AuditReceipt>> append)
    {
        while (true)
        {
            try
            {
                return await append();
            }
            catch (AuditUnavailableException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
            }
        }
    }
}
