using Microsoft.Data.Sqlite;
using Platform.Testing;
using Platform.Webhooks.StoreContract;

namespace Platform.Webhooks.Sqlite.Tests;

/// <summary>kill -9 in a loop, with a ledger outside in which processes write what they committed and what they handled.</summary>
public sealed class KillTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-outbox-kill-");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Fact]
    [Soak]
    public async Task Killed_again_and_again_every_committed_event_is_handled_in_order_and_none_that_was_rolled_back()
    {
        var killed = new KilledOutboxes("sqlite", Path.Combine(_folder.FullName, "desk.db"), _folder.FullName);

        await killed.KillAsync(SoakLength.Of(20, 200), processes: 1);

        await killed.AssertEveryCommittedEventWasHandledAsync();
    }
}
