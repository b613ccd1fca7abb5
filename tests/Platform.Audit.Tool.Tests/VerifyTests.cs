using Platform.Audit.StoreContract;

namespace Platform.Audit.Tool.Tests;

public sealed class VerifyTests : IDisposable
{
    private const int Records = 602;

    private readonly LogFile _log = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task A_log_is_verified_and_says_what_was_compared()
    {
        await _log.AppendAsync(Records - 2);

        var run = (await ToolRun.OfAsync("verify", "--sqlite", _log.Path, "--key", _log.Key)).Ends(0);
        run.Says(TestLog.Origin).Says("records      602").Says("intact");

        var json = (await ToolRun.OfAsync("verify", "--sqlite", _log.Path, "--key", _log.Key, "--json")).Ends(0).Json();
        Assert.Equal(("verify", true, TestLog.Origin, 602L), (json.GetProperty("command").GetString(), json.GetProperty("intact").GetBoolean(), json.GetProperty("origin").GetString(), json.GetProperty("size").GetInt64()));
        Assert.Empty(json.GetProperty("faults").EnumerateArray());
    }

    [Fact]
    public async Task A_byte_of_a_record_is_named_by_the_index_of_the_record()
    {
        await _log.AppendAsync(Records - 2);
        _log.DropGuards();
        Assert.Equal(1, _log.Execute("UPDATE audit_records SET record = CAST(replace(record, CAST('request:299' AS BLOB), CAST('request:298' AS BLOB)) AS BLOB) WHERE idx = 300"));

        (await ToolRun.OfAsync("verify", "--sqlite", _log.Path, "--key", _log.Key)).Ends(1).Says("entry 300 in").Says("NOT INTACT");
        var json = (await ToolRun.OfAsync("verify", "--sqlite", _log.Path, "--key", _log.Key, "--json")).Ends(1).Json();
        Assert.False(json.GetProperty("intact").GetBoolean());
        Assert.Contains("entry 300", Assert.Single(json.GetProperty("faults").EnumerateArray()).GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_of_another_key_or_another_origin_is_refused()
    {
        await _log.AppendAsync(3);
        using var other = new LogFile();

        (await ToolRun.OfAsync("verify", "--sqlite", _log.Path, "--key", other.Key)).Ends(1).Says("is not signed by the log");
        (await ToolRun.OfAsync("verify", "--sqlite", _log.Path, "--key", _log.Key, "--origin", "audit.example.com/other")).Ends(1).Says("is of another log");
    }

    [Fact]
    public async Task A_checkpoint_that_was_kept_finds_a_log_that_was_taken_back_and_one_with_another_history()
    {
        await _log.AppendAsync(10);
        (await ToolRun.OfAsync("anchor", "--sqlite", _log.Path, "--key", _log.Key, "--to", _log.In("early"), "--create")).Ends(0);
        File.Copy(_log.Path, _log.In("backup.db"));
        await _log.AppendAsync(300);
        (await ToolRun.OfAsync("anchor", "--sqlite", _log.Path, "--key", _log.Key, "--to", _log.In("late"), "--create")).Ends(0);
        (await ToolRun.OfAsync("verify", "--sqlite", _log.Path, "--key", _log.Key, "--checkpoint", _log.In("early"), "--checkpoint", _log.In("late"))).Ends(0).Says("compared     2");

        (await ToolRun.OfAsync("verify", "--sqlite", _log.In("backup.db"), "--key", _log.Key, "--checkpoint", _log.In("late"))).Ends(1).Says("taken back: late speaks of");

        File.Copy(_log.In("backup.db"), _log.Path, overwrite: true);
        await _log.AppendAsync(400);
        (await ToolRun.OfAsync("verify", "--sqlite", _log.Path, "--key", _log.Key)).Ends(0);
        (await ToolRun.OfAsync("verify", "--sqlite", _log.Path, "--key", _log.Key, "--checkpoint", _log.In("early"), "--checkpoint", _log.In("late"))).Ends(1).Says("another history");
    }

    /// <summary>A genuine checkpoint, an earlier one: nothing behind it is looked at.</summary>
    [Fact]
    public async Task A_checkpoint_that_was_put_back_is_found_by_what_is_behind_it_and_by_its_age()
    {
        await _log.AppendAsync(10);
        _log.Execute("CREATE TABLE kept AS SELECT checkpoint FROM audit_log");
        await _log.AppendAsync(300);
        (await ToolRun.OfAsync("verify", "--sqlite", _log.Path, "--key", _log.Key, "--max-unsigned", "0s", "--max-age", "1h")).Ends(0).Says("intact");
        _log.Execute("UPDATE audit_log SET checkpoint = (SELECT checkpoint FROM kept)");

        // As long as it could be a log that has not signed yet, it only says so.
        (await ToolRun.OfAsync("verify", "--sqlite", _log.Path, "--key", _log.Key)).Ends(0).Says("unsigned     302");
        (await ToolRun.OfAsync("verify", "--sqlite", _log.Path, "--key", _log.Key, "--max-unsigned", "0s")).Ends(1).Says("302 records from 12 on are under no checkpoint since");
        (await ToolRun.OfAsync("fsck", "--sqlite", _log.Path, "--key", _log.Key, "--max-unsigned", "0s")).Ends(1).Says("302 records from 12 on are under no checkpoint since");
        (await ToolRun.OfAsync("export", "--sqlite", _log.Path, "--key", _log.Key, "--format", "tiles", "--out", _log.In("tiles"))).Ends(0);
        (await ToolRun.OfAsync("verify", "--tiles", _log.In("tiles"), "--key", _log.Key)).Ends(0);
        (await ToolRun.OfAsync("verify", "--tiles", _log.In("tiles"), "--key", _log.Key, "--max-age", "0s")).Ends(1).Says("the last signed record is of");
        (await ToolRun.OfAsync("fsck", "--tiles", _log.In("tiles"), "--key", _log.Key, "--max-age", "0s")).Ends(1).Says("the last signed record is of");
        (await ToolRun.OfAsync("verify", "--tiles", _log.In("tiles"), "--key", _log.Key, "--max-age", "5")).Ends(2);
    }

    [Fact]
    public async Task A_record_is_verified_with_nothing_but_its_proof_and_the_key()
    {
        await _log.AppendAsync(300);
        (await ToolRun.OfAsync("prove", "299", "--sqlite", _log.Path, "--key", _log.Key, "--out", _log.In("proofs"))).Ends(0).Says("proven");
        await File.WriteAllTextAsync(_log.In("key.pub"), _log.Key + "\n", Cancellation);
        var (record, proof) = (_log.In("proofs/299.record"), _log.In("proofs/299.tlog-proof"));

        (await ToolRun.OfAsync("verify", "--record", record, "--proof", proof, "--key", _log.In("key.pub"))).Ends(0).Says("index        299").Says("target=\"request:298\"").Says("verified");

        var bytes = await File.ReadAllBytesAsync(record, Cancellation);
        for (var at = 0; at < bytes.Length; at += 17)
        {
            bytes[at] ^= 1;
            await File.WriteAllBytesAsync(record, bytes, Cancellation);
            (await ToolRun.OfAsync("verify", "--record", record, "--proof", proof, "--key", _log.Key)).Ends(1).Says("the record is not the one at that index of that tree");
            bytes[at] ^= 1;
        }
        await File.WriteAllTextAsync(proof, "c2sp.org/tlog-proof@v1\n", Cancellation);
        (await ToolRun.OfAsync("verify", "--record", record, "--proof", proof, "--key", _log.Key)).Ends(1).Says("is none");
    }

    [Fact]
    public async Task What_was_not_signed_or_is_damaged_is_not_proven()
    {
        await _log.AppendAsync(3);
        (await ToolRun.OfAsync("prove", "900", "--sqlite", _log.Path, "--out", _log.Folder)).Ends(3);
        _log.DropGuards();
        _log.Execute("UPDATE audit_records SET record = x'0101' WHERE idx = 1");

        (await ToolRun.OfAsync("prove", "1", "--sqlite", _log.Path, "--out", _log.Folder)).Ends(1).Says("record 1 is not the one that was signed");
        Assert.False(File.Exists(_log.In("1.tlog-proof")));
    }

    [Theory]
    [InlineData(2, "verify", "--sqlite", "audit.db")]
    [InlineData(2, "verify", "--key", "KEY")]
    [InlineData(2, "verify", "--sqlite", "a", "--tiles", "b", "--key", "KEY")]
    [InlineData(2, "verify", "--sqlite", "a", "--key", "no-key")]
    [InlineData(2, "verify", "--record", "a", "--key", "KEY")]
    [InlineData(2, "verify", "--sqlite", "a", "--key", "KEY", "--required-witnesses", "1")]
    [InlineData(2, "repair", "--sqlite", "a")]
    [InlineData(2, "export", "--format", "xml", "--sqlite", "a")]
    [InlineData(2)]
    [InlineData(3, "verify", "--sqlite", "there-is-none.db", "--key", "KEY")]
    [InlineData(3, "fsck", "--tiles", "there-is-none")]
    [InlineData(3, "fsck", "--postgresql", "Host=127.0.0.1;Port=1;Timeout=1")]
    [InlineData(3, "verify", "--record", "none", "--proof", "none", "--key", "KEY")]
    [InlineData(3, "verify", "--tiles", "http://127.0.0.1:1", "--key", "KEY")]
    public async Task Every_way_to_fail_has_its_exit_code_and_a_sentence(int exitCode, params string[] arguments)
    {
        var run = (await ToolRun.OfAsync([.. arguments.Select(each => each == "KEY" ? _log.Key : each)])).Ends(exitCode);

        Assert.NotEmpty(run.Error);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }
}
