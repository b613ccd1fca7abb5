using Platform.Testing;
using Platform.Webhooks.StoreContract;

namespace Platform.Webhooks.PostgreSql.Tests;

/// <summary>kill -9 in a loop, with a ledger outside in which processes write what they committed and what they handled.</summary>
public sealed class KillTests(Database database) : IClassFixture<Database>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-outbox-kill-");

    private readonly string _schema = $"s{Guid.NewGuid():n}";

    private string Where => $"{database.ConnectionString};Search Path={_schema}";

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    [Soak]
    public async Task Two_processes_killed_again_and_again_every_committed_event_is_handled_in_order_and_none_that_was_rolled_back()
    {
        var killed = new KilledOutboxes("postgresql", Where, _folder.FullName);

        await killed.KillAsync(SoakLength.Of(20, 200), processes: 2);

        await killed.AssertEveryCommittedEventWasHandledAsync();
    }

    [Fact]
    public async Task A_process_that_was_paused_beyond_its_lease_overwrites_nothing_and_nothing_is_lost()
    {
        var paused = new KilledOutboxes("postgresql", Where, _folder.FullName);

        await paused.PauseAsync();

        await paused.AssertEveryCommittedEventWasHandledAsync();
    }
}
