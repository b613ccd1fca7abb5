using Platform.Audit.StoreContract;
using Platform.Testing;

namespace Platform.Audit.Sqlite.Tests;

/// <summary>kill -9 in a loop, with a ledger of its own outside of what was acknowledged.</summary>
public sealed class KillTests : IDisposable
{
    private readonly SqliteFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    [Soak]
    public async Task Killed_again_and_again_nothing_that_was_acknowledged_is_lost_moved_or_there_twice()
    {
        var killed = new KilledLogs("sqlite", _file.Path, "-", _file.Folder.FullName);
        _file.Execute("PRAGMA journal_mode = WAL; CREATE TABLE done (target TEXT PRIMARY KEY)");
        await killed.KillAsync(SoakLength.Of(20, 200));

        var store = _file.Open();
        await killed.TakeUpRestAsync(store);
        await killed.AssertNothingLostAsync(store, _file.QueryAll("SELECT target FROM done"));
    }

    /// <summary>Ranges are archived and dropped all the time: whatever step it is in when it is killed, nothing is lost, and nothing is half there.</summary>
    [Fact]
    [Soak]
    public async Task Killed_while_records_are_archived_and_dropped_every_record_is_in_the_file_or_in_the_archive()
    {
        var killed = new KilledLogs("sqlite", _file.Path, "-", _file.Folder.FullName, partitionSize: 512);
        _file.Execute("PRAGMA journal_mode = WAL; CREATE TABLE done (target TEXT PRIMARY KEY)");
        await killed.KillAsync(SoakLength.Of(20, 200));

        var store = _file.Open();
        await killed.TakeUpRestAsync(store);
        await killed.AssertNothingLostInArchiveAsync(store);
    }
}
