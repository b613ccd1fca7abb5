using System.Text;
using Microsoft.Data.Sqlite;
using Platform.Audit.Records;

namespace Platform.Audit.Tool.Tests;

public sealed class FsckTests : IDisposable
{
    private readonly LogFile _log = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task A_store_that_nobody_has_touched_is_intact_and_is_not_changed_by_it()
    {
        await _log.AppendAsync(300);
        SqliteConnection.ClearAllPools();
        var before = await File.ReadAllBytesAsync(_log.Path, Cancellation);

        (await ToolRun.OfAsync("fsck", "--sqlite", _log.Path)).Ends(0).Says("not verified: no --key").Says("intact");
        var json = (await ToolRun.OfAsync("fsck", "--sqlite", _log.Path, "--key", _log.Key, "--json")).Ends(0).Json();

        Assert.Equal((302L, 302L, 1L), (json.GetProperty("records").GetInt64(), json.GetProperty("signed").GetInt64(), json.GetProperty("nodes").GetInt64()));
        Assert.Equal(before, await File.ReadAllBytesAsync(_log.Path, Cancellation));
    }

    [Theory]
    [InlineData("UPDATE audit_records SET record = CAST(replace(record, CAST('request:99' AS BLOB), CAST('request:98' AS BLOB)) AS BLOB) WHERE idx = 100", "records: record 100 is not the one that was recorded")]
    [InlineData("UPDATE audit_records SET hash = zeroblob(32) WHERE idx = 100", "records: the hash beside record 100 is not its hash")]
    [InlineData("UPDATE audit_records SET recorded_at = recorded_at + 1 WHERE idx = 100", "records: the time beside record 100 is not the one in it")]
    [InlineData("DELETE FROM audit_records WHERE idx BETWEEN 100 AND 101", "records: records 100 to 101 are missing")]
    [InlineData("UPDATE audit_nodes SET hash = zeroblob(32)", "nodes: node 0 of level 1 is not that of the 256 hashes below it")]
    [InlineData("UPDATE audit_log SET checkpoint = CAST(replace(CAST(checkpoint AS TEXT), '302', '301') AS BLOB)", "checkpoint: the checkpoint is not the log's own (InvalidSignature)")]
    [InlineData("UPDATE audit_log SET checkpoint = x'00'", "checkpoint: the checkpoint is none")]
    [InlineData("INSERT INTO audit_intake (record) VALUES (x'00')", "intake: row 1 is not what a transaction leaves there")]
    [InlineData("INSERT INTO audit_producers VALUES (5, 9)", "producers: producer 0000000000000005 has left numbers up to 9, and 0 is the last that has arrived")]
    [InlineData("UPDATE audit_personal SET subject = 'resident:2'", "personal: personal field 0 of record")]
    [InlineData("UPDATE audit_personal SET content = x'02FF'", "personal: personal field 0 of record")]
    [InlineData("DROP TABLE audit_nodes", "nodes: cannot be read")]
    public async Task Whatever_was_changed_in_a_store_is_named(string sql, string fault)
    {
        await _log.AppendAsync(300, static id => id == 299
            ? new AuditEvent(new AuditEventType("request.reported")) { Subject = "resident:1" }.WithPersonal("email", "ada@example.com")
            : new AuditEvent(new AuditEventType("request.closed")) { Target = $"request:{id}" });
        _log.DropGuards();
        _log.Execute(sql);

        (await ToolRun.OfAsync("fsck", "--sqlite", _log.Path, "--key", _log.Key)).Ends(1).Says($"FAULT        {fault}").Says("FAULT        guards: ").Says("NOT INTACT");
    }

    /// <summary>Everything else may have been made to fit: what is called verified was verified.</summary>
    [Theory]
    [InlineData("UPDATE audit_log SET checkpoint = x''", "signature    none", "302 records from 0 on are under no checkpoint")]
    [InlineData("UPDATE audit_log SET checkpoint = CAST(replace(CAST(checkpoint AS TEXT), '302', '301') AS BLOB)", "signature    refused (InvalidSignature)", "the checkpoint is not the log's own")]
    [InlineData("UPDATE audit_log SET checkpoint = x'00'", "signature    refused (Malformed)", "the checkpoint is none")]
    public async Task A_signature_that_nobody_has_verified_is_not_called_so(string sql, string signature, string fault)
    {
        await _log.AppendAsync(300);
        (await ToolRun.OfAsync("fsck", "--sqlite", _log.Path, "--key", _log.Key)).Ends(0).Says("signature    verified");
        _log.Execute(sql);

        (await ToolRun.OfAsync("fsck", "--sqlite", _log.Path, "--key", _log.Key, "--max-unsigned", "0s")).Ends(1).Says(signature).Says(fault);
    }

    [Fact]
    public async Task What_others_have_written_does_not_reach_the_terminal_as_it_is()
    {
        await _log.AppendAsync(3);
        await ExportTilesAsync();
        await File.WriteAllTextAsync(_log.In("tiles/tile/0/\u001b[2J\u202e"), "?", Encoding.ASCII, Cancellation);

        var run = (await ToolRun.OfAsync("fsck", "--tiles", _log.In("tiles"))).Ends(1).Says("tile/0/\\u{1b}[2J\\u{202e} is no tile");

        Assert.Equal((-1, -1), (run.Output.IndexOf('\u001b', StringComparison.Ordinal), run.Output.IndexOf('\u202e', StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Every_public_file_of_which_a_byte_is_changed_is_named()
    {
        await _log.AppendAsync(40);
        await ExportTilesAsync();
        await _log.AppendAsync(280);
        await ExportTilesAsync();
        var folder = _log.In("tiles");
        (await ToolRun.OfAsync("fsck", "--tiles", folder, "--key", _log.Key)).Ends(0).Says("intact");

        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        // Entries, hashes and what is above, of both sizes; and the checkpoint.
        Assert.True(files.Length >= 8, $"Only {files.Length} files.");
        foreach (var file in files)
        {
            var bytes = await File.ReadAllBytesAsync(file, Cancellation);
            var at = bytes.Length / 2;
            bytes[at] ^= 1;
            await File.WriteAllBytesAsync(file, bytes, Cancellation);

            var name = Path.GetFileName(file) == "checkpoint" ? "the checkpoint of" : Path.GetRelativePath(folder, file).Split('.')[0];
            (await ToolRun.OfAsync("fsck", "--tiles", folder, "--key", _log.Key)).Ends(1).Says(name);

            bytes[at] ^= 1;
            await File.WriteAllBytesAsync(file, bytes, Cancellation);
        }
        (await ToolRun.OfAsync("fsck", "--tiles", folder, "--key", _log.Key)).Ends(0);
    }

    [Fact]
    public async Task A_public_file_that_is_gone_cut_off_or_does_not_belong_there_is_named()
    {
        await _log.AppendAsync(300);
        await ExportTilesAsync();
        var bundle = _log.In("tiles/tile/entries/000");
        var bytes = await File.ReadAllBytesAsync(bundle, Cancellation);

        File.Delete(bundle);
        (await ToolRun.OfAsync("fsck", "--tiles", _log.In("tiles"))).Ends(1).Says("tile/entries/000 is missing");
        await File.WriteAllBytesAsync(bundle, bytes[..^1], Cancellation);
        (await ToolRun.OfAsync("fsck", "--tiles", _log.In("tiles"))).Ends(1).Says("tile/entries/000 is malformed");
        await File.WriteAllBytesAsync(bundle, bytes, Cancellation);
        await File.WriteAllTextAsync(_log.In("tiles/tile/0/stranger"), "?", Encoding.ASCII, Cancellation);
        (await ToolRun.OfAsync("fsck", "--tiles", _log.In("tiles"))).Ends(1).Says("tile/0/stranger is no tile");
    }

    private async Task ExportTilesAsync() => (await ToolRun.OfAsync("export", "--sqlite", _log.Path, "--key", _log.Key, "--format", "tiles", "--out", _log.In("tiles"))).Ends(0);
}
