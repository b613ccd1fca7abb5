using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Platform.Audit.StoreContract;
using Platform.Audit.Tiles;

namespace Platform.Audit.Sqlite.Tests;

/// <summary>Whoever has the file and not the key: every change is found, and named.</summary>
public sealed class TamperTests : IAsyncLifetime, IDisposable
{
    private const int Events = 700;

    private readonly SqliteFile _file = new();
    private readonly ECDsa _key = TestLog.CreateKey();
    private byte[] _checkpoint = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        using var store = _file.Open();
        await using var log = await TestLog.StartAsync(store, _key);
        await Task.WhenAll(Enumerable.Range(0, Events).Select(at => log.CloseAsync(at).AsTask()));
        await log.StopAsync();
        _checkpoint = (await log.Log.GetCheckpointAsync(Cancellation)).ToArray();
        _file.DropGuards();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    public void Dispose()
    {
        _file.Dispose();
        _key.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(500)]
    [InlineData(699)]
    public async Task A_bit_of_a_record_is_named_by_its_index(long index)
    {
        Flip("audit_records", "record", $"idx = {index}", at: 40);

        var found = await VerifyAsync();
        Assert.Equal((TileFault.EntryDiffers, index), (found.Fault, found.Index));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(300)]
    [InlineData(690)]
    public async Task A_bit_of_the_hash_beside_a_record_is_named_by_the_index_of_the_record(long index)
    {
        Flip("audit_records", "hash", $"idx = {index}", at: 7);

        var found = await VerifyAsync();
        Assert.Equal((TileFault.EntryDiffers, index), (found.Fault, found.Index));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_bit_of_a_node_is_named_by_its_tile(long index)
    {
        Flip("audit_nodes", "hash", $"level = 1 AND idx = {index}", at: 31);

        var found = await VerifyAsync();
        Assert.Equal((TileFault.HashDiffers, index), (found.Fault, found.Index));
    }

    [Fact]
    public async Task A_record_and_its_hash_changed_together_do_not_fit_the_nodes_above()
    {
        var changed = (byte[])_file.Query("SELECT record FROM audit_records WHERE idx = 100")!;
        changed[50] ^= 1;
        _file.Execute("UPDATE audit_records SET record = $record, hash = $hash WHERE idx = 100", ("$record", changed), ("$hash", Trees.TreeHasher.HashLeaf(changed).Bytes.ToArray()));

        Assert.Equal(TileFault.HashDiffers, (await VerifyAsync()).Fault);
    }

    [Fact]
    public async Task A_record_at_the_right_edge_and_its_hash_changed_together_do_not_fit_the_root()
    {
        var changed = (byte[])_file.Query("SELECT record FROM audit_records WHERE idx = 690")!;
        changed[50] ^= 1;
        _file.Execute("UPDATE audit_records SET record = $record, hash = $hash WHERE idx = 690", ("$record", changed), ("$hash", Trees.TreeHasher.HashLeaf(changed).Bytes.ToArray()));

        Assert.Equal(TileFault.RootDiffers, (await VerifyAsync()).Fault);
        await AssertRefusedAsync("do not have the root that was stored");
    }

    [Theory]
    [InlineData("DELETE FROM audit_records WHERE idx = 300", 1)]
    [InlineData("DELETE FROM audit_records WHERE idx >= 690", 2)]
    [InlineData("DELETE FROM audit_nodes WHERE idx = 1", -1)]
    public async Task What_was_taken_away_is_missing(string sql, long bundle)
    {
        _file.Execute(sql);

        var found = await VerifyAsync();
        Assert.Equal(TileFault.Missing, found.Fault);
        Assert.Equal(bundle >= 0, found.Address.IsEntries);
        Assert.Equal(Math.Max(0, bundle), found.Address.Index);
    }

    [Theory]
    [InlineData("UPDATE audit_records SET record = substr(record, 2) WHERE idx = 695", "Record 695 in the store is not the one whose hash was stored with it")]
    [InlineData("UPDATE audit_records SET root = zeroblob(32) WHERE idx = (SELECT max(idx) FROM audit_records)", "do not have the root that was stored with the last of them")]
    [InlineData("DELETE FROM audit_records WHERE idx = 698", "The store of 702 records is damaged at its right edge")]
    [InlineData("UPDATE audit_records SET root = NULL WHERE idx = (SELECT max(idx) FROM audit_records)", "no transaction has ended there")]
    [InlineData("DELETE FROM audit_records", "speaks of 702 records, and the store has 0")]
    [InlineData("UPDATE audit_log SET checkpoint = CAST(replace(CAST(checkpoint AS TEXT), '702', '701') AS BLOB)", "is not this log's own (InvalidSignature)")]
    [InlineData("UPDATE audit_log SET checkpoint = x'00'", "is not this log's own (Malformed)")]
    [InlineData("DELETE FROM audit_log", "The row of the audit log in SQLite is missing")]
    public async Task What_shows_at_the_right_edge_keeps_the_log_from_going_on(string sql, string refusal)
    {
        _file.Execute(sql);

        await AssertRefusedAsync(refusal);
    }

    /// <summary>Bits of the file itself, wherever they fall: found, or of no meaning.</summary>
    [Fact]
    public async Task A_bit_that_flips_anywhere_in_the_file_changes_no_record_unnoticed()
    {
        SqliteConnection.ClearAllPools();
        _file.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        var whole = await File.ReadAllBytesAsync(_file.Path, Cancellation);
        // Not the room that pages have left.
        var written = Enumerable.Range(0, whole.Length).Where(at => whole[at] != 0).ToArray();
        var random = new Random(5);
        var found = 0;
        for (var round = 0; round < 60; round++)
        {
            var flipped = whole.ToArray();
            flipped[written[random.Next(written.Length)]] ^= (byte)(1 << random.Next(8));
            foreach (var rest in (string[])["-wal", "-shm"])
                File.Delete(_file.Path + rest);
            await File.WriteAllBytesAsync(_file.Path, flipped, Cancellation);
            try
            {
                if (!(await VerifyAsync()).IsIntact)
                    found++;
            }
            catch (Exception exception) when (exception is SqliteException or AuditIntegrityException or InvalidOperationException or InvalidCastException)
            {
                found++;
            }
            SqliteConnection.ClearAllPools();
        }

        // Records and hashes are by far the most of the file.
        Assert.InRange(found, 30, 60);
    }

    private void Flip(string table, string column, string where, int at)
    {
        var bytes = (byte[])_file.Query($"SELECT {column} FROM {table} WHERE {where}")!;
        bytes[at] ^= 4;
        Assert.Equal(1, _file.Execute($"UPDATE {table} SET {column} = $bytes WHERE {where}", ("$bytes", bytes)));
    }

    private async Task<TileVerification> VerifyAsync()
    {
        using var store = _file.Open();
        await using var log = TestLog.Make(store, _key);
        return await log.Log.VerifyAsync(_checkpoint, Cancellation);
    }

    private async Task AssertRefusedAsync(string because)
    {
        using var store = _file.Open();
        var refusal = await Assert.ThrowsAsync<AuditIntegrityException>(async () => await TestLog.StartAsync(store, _key));
        Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
    }
}
