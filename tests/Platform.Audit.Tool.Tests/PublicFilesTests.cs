using System.Globalization;
using System.Text.Json;
using Platform.Audit.Records;
using Platform.Audit.StoreContract;

namespace Platform.Audit.Tool.Tests;

/// <summary>What leaves the log: checkpoints, public files, records.</summary>
public sealed class PublicFilesTests : IDisposable
{
    private readonly LogFile _log = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task An_anchor_follows_the_log_and_stays_where_the_log_does_not_continue_it()
    {
        await _log.AppendAsync(5);
        var anchor = _log.In("anchor");
        (await ToolRun.OfAsync("anchor", "--sqlite", _log.Path, "--key", _log.Key, "--to", anchor, "--create")).Ends(0).Says("anchored");
        File.Copy(_log.Path, _log.In("backup.db"));
        await _log.AppendAsync(5);
        (await ToolRun.OfAsync("anchor", "--sqlite", _log.Path, "--key", _log.Key, "--to", anchor)).Ends(0).Says("before       7");
        var kept = await File.ReadAllTextAsync(anchor, Cancellation);

        (await ToolRun.OfAsync("anchor", "--sqlite", _log.In("backup.db"), "--key", _log.Key, "--to", anchor)).Ends(1).Says("taken back");
        using var other = new LogFile();
        (await ToolRun.OfAsync("anchor", "--sqlite", _log.Path, "--key", other.Key, "--to", anchor)).Ends(1);
        File.Copy(_log.In("backup.db"), _log.Path, overwrite: true);
        await _log.AppendAsync(50);
        (await ToolRun.OfAsync("anchor", "--sqlite", _log.Path, "--key", _log.Key, "--to", anchor)).Ends(1).Says("another history");

        Assert.Equal(kept, await File.ReadAllTextAsync(anchor, Cancellation));
    }

    [Fact]
    public async Task A_checkpoint_of_records_that_are_not_there_is_not_anchored()
    {
        await _log.AppendAsync(5);
        _log.DropGuards();
        _log.Execute("UPDATE audit_records SET hash = zeroblob(32) WHERE idx = 2");

        (await ToolRun.OfAsync("anchor", "--sqlite", _log.Path, "--key", _log.Key, "--to", _log.In("anchor"), "--create")).Ends(1).Says("the records are not those that the checkpoint speaks of");
        Assert.False(File.Exists(_log.In("anchor")));
    }

    [Fact]
    public async Task Public_files_continue_and_are_verified_proven_and_read_without_the_store()
    {
        await _log.AppendAsync(40);
        string[] export = ["export", "--sqlite", _log.Path, "--key", _log.Key, "--format", "tiles", "--out", _log.In("tiles")];
        (await ToolRun.OfAsync(export)).Ends(0).Says("exported");
        await _log.AppendAsync(500);
        (await ToolRun.OfAsync(export)).Ends(0).Says("before       42");
        (await ToolRun.OfAsync(export)).Ends(0).Says("before       544");
        File.Delete(_log.Path);
        var tiles = _log.In("tiles");

        (await ToolRun.OfAsync("verify", "--tiles", tiles, "--key", _log.Key)).Ends(0).Says("records      544");
        (await ToolRun.OfAsync("prove", "10", "--tiles", tiles, "--out", _log.Folder)).Ends(0);
        (await ToolRun.OfAsync("verify", "--record", _log.In("10.record"), "--proof", _log.In("10.tlog-proof"), "--key", _log.Key)).Ends(0);
        var lines = (await ToolRun.OfAsync("tail", "--tiles", tiles, "-n", "3")).Ends(0).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["541", "542", "543"], lines.Select(static line => line.Split(' ')[0]));
    }

    [Fact]
    public async Task Records_that_were_changed_do_not_become_public_files_with_a_checkpoint()
    {
        await _log.AppendAsync(40);
        _log.DropGuards();
        _log.Execute("UPDATE audit_records SET record = CAST(replace(record, CAST('request:9' AS BLOB), CAST('request:8' AS BLOB)) AS BLOB) WHERE idx = 10");

        (await ToolRun.OfAsync("export", "--sqlite", _log.Path, "--key", _log.Key, "--format", "tiles", "--out", _log.In("tiles"))).Ends(1).Says("records 0 to 41 are not proven to be those that were signed");
        Assert.False(File.Exists(_log.In("tiles/checkpoint")));
    }

    /// <summary>The folder of the job is not mounted today: what it has kept is not there to be compared with.</summary>
    [Fact]
    public async Task An_anchor_that_is_missing_is_not_begun_anew_unless_that_is_said_and_one_that_is_there_is_never_begun()
    {
        await _log.AppendAsync(5);
        string[] anchor = ["anchor", "--sqlite", _log.Path, "--key", _log.Key, "--to"];

        Assert.Contains("--create", (await ToolRun.OfAsync([.. anchor, _log.In("mnt/anchor")])).Ends(3).Error, StringComparison.Ordinal);
        Assert.Contains("--create", (await ToolRun.OfAsync([.. anchor, _log.In("anchor")])).Ends(3).Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_log.In("anchor")));
        (await ToolRun.OfAsync([.. anchor, _log.In("anchor"), "--create"])).Ends(0);
        (await ToolRun.OfAsync([.. anchor, _log.In("anchor"), "--create"])).Ends(3);
        (await ToolRun.OfAsync([.. anchor, _log.In("anchor")])).Ends(0);
    }

    [Theory]
    [InlineData("UPDATE audit_records SET record = CAST(replace(record, CAST('request:99' AS BLOB), CAST('request:98' AS BLOB)) AS BLOB) WHERE idx = 100", "records 0 to 255")]
    [InlineData("UPDATE audit_records SET record = (SELECT record FROM audit_records WHERE idx = 299), hash = (SELECT hash FROM audit_records WHERE idx = 299) WHERE idx = 300", "records 0 to 255")]
    public async Task Records_that_were_changed_are_not_exported_nor_shown_as_signed(string sql, string which)
    {
        await _log.AppendAsync(300);
        _log.DropGuards();
        Assert.Equal(1, _log.Execute(sql));

        foreach (var format in (string[])["json", "ocsf", "cef"])
        {
            var run = (await ToolRun.OfAsync("export", "--sqlite", _log.Path, "--key", _log.Key, "--format", format)).Ends(1);
            Assert.Contains($"{which} are not proven to be those that were signed", run.Error, StringComparison.Ordinal);
            Assert.Equal("", run.Output);
        }
        var tail = await ToolRun.OfAsync("tail", "--sqlite", _log.Path, "--key", _log.Key, "-n", "250");
        Assert.DoesNotContain("request:98\"", tail.Ends(1).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Public_files_are_read_over_HTTP_and_a_server_that_lies_is_found_out()
    {
        await _log.AppendAsync(300);
        (await ToolRun.OfAsync("export", "--sqlite", _log.Path, "--format", "tiles", "--out", _log.In("tiles"))).Ends(0);
        using var server = new FolderServer(_log.In("tiles"));

        (await ToolRun.OfAsync("verify", "--tiles", server.Address, "--key", _log.Key)).Ends(0).Says("intact");
        (await ToolRun.OfAsync("fsck", "--tiles", server.Address + "/", "--key", _log.Key)).Ends(0);
        server.Lie("tile/entries/000", static bytes => bytes[60] ^= 1);
        (await ToolRun.OfAsync("verify", "--tiles", server.Address, "--key", _log.Key)).Ends(1).Says("in tile/entries/000 is not the one that was signed");
        server.Refuse = true;
        var run = (await ToolRun.OfAsync("verify", "--tiles", server.Address, "--key", _log.Key, "--json")).Ends(3);
        Assert.Contains("503", run.Json().GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_are_exported_with_everything_that_is_in_them()
    {
        var type = new AuditEventType("request.reported");
        await _log.AppendAsync(3, id => new AuditEvent(type) { Actor = "user:1\u001b[2J\n", Outcome = AuditOutcome.Denied, Subject = "resident:1" }.With("id", id).WithPersonal("email", "ada@example.com"));

        var run = (await ToolRun.OfAsync("export", "--sqlite", _log.Path, "--key", _log.Key)).Ends(0);

        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(Enumerable.Range(0, lines.Count), lines.Select(static line => line.GetProperty("index").GetInt32()));
        var reported = lines.First(static line => line.TryGetProperty("name", out var name) && name.GetString() == "request.reported");
        Assert.Equal(("user:1\u001b[2J\n", "denied"), (reported.GetProperty("actor").GetString(), reported.GetProperty("outcome").GetString()));
        Assert.Equal(64, reported.GetProperty("fields").GetProperty("email").GetProperty("commitment").GetString()!.Length);
        Assert.DoesNotContain("ada@", run.Output, StringComparison.Ordinal);
        Assert.True(AuditRecord.TryRead(reported.GetProperty("record").GetBytesFromBase64(), out var record));
        Assert.Equal("request.reported"u8, record.Name);
    }

    [Theory]
    [InlineData("ocsf", "\"metadata\":{\"version\":")]
    [InlineData("cef", "CEF:0|Platform.Libraries|Platform.Audit|")]
    public async Task Records_are_exported_as_others_want_them(string format, string contains)
    {
        await _log.AppendAsync(300);

        (await ToolRun.OfAsync("export", "--sqlite", _log.Path, "--format", format, "--from", "250", "--to", "260", "--out", _log.In("events"))).Ends(0);

        var lines = await File.ReadAllLinesAsync(_log.In("events"), Cancellation);
        Assert.Equal(10, lines.Length);
        Assert.All(lines, line => Assert.Contains(contains, line, StringComparison.Ordinal));
        Assert.All(lines, line => Assert.Contains(TestLog.Origin, line.Replace("\\/", "/", StringComparison.Ordinal), StringComparison.Ordinal));
        (await ToolRun.OfAsync("export", "--sqlite", _log.Path, "--out", _log.In("events"))).Ends(3);
    }

    [Fact]
    public async Task Whoever_follows_sees_what_comes()
    {
        var (store, log) = await _log.OpenAsync();
        using (store)
        await using (log)
        {
            await log.CloseAsync(99, AuditAcknowledgement.Published);
            using var tail = ToolRun.Start("tail", "--sqlite", _log.Path, "--key", _log.Key, "--follow", "--json", "-n", "1");
            try
            {
                for (var id = 0; id < 3; id++)
                {
                    await log.CloseAsync(id, AuditAcknowledgement.Published);
                    var target = string.Create(CultureInfo.InvariantCulture, $"request:{id}");
                    string? line;
                    do
                    {
                        line = await tail.StandardOutput.ReadLineAsync(Cancellation);
                        Assert.NotNull(line);
                    }
                    while (!line.Contains($"\"target\":\"{target}\"", StringComparison.Ordinal));
                }
            }
            finally
            {
                tail.Kill();
                await tail.WaitForExitAsync(Cancellation);
            }
        }
    }
}
