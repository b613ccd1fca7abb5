using System.Diagnostics;

namespace Platform.Plugins.Tool.Tests;

/// <summary><c>install</c>, <c>list</c> and <c>rollback</c>.</summary>
public sealed class StoreCommandTests : IDisposable
{
    private readonly Workshop _workshop = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _workshop.Dispose();

    private async Task<string> ActiveDigestAsync()
    {
        var list = (await _workshop.WithStoreAsync("list", "--json")).Ends(0).Json();
        return list.GetProperty("plugins")[0].GetProperty("digest").GetString()!;
    }

    [Fact]
    public async Task A_plugin_is_installed_updated_and_rolled_back_and_the_journal_says_who_agreed()
    {
        await _workshop.TrustAcmeAsync();
        await _workshop.InstallAsync(await _workshop.SignedAsync());
        (await _workshop.WithStoreAsync("install", await _workshop.SignedAsync("1.1.0")))
            .Ends(0).Says("replaces     1.0.0").Says("installed");
        (await _workshop.WithStoreAsync("list")).Ends(0).Says("acme.tax  1.1.0").Says("1 in use, 0 not trusted");

        (await _workshop.WithStoreAsync("rollback", "acme.tax")).Ends(0).Says("1.0.0").Says("rolled back");
        (await _workshop.WithStoreAsync("list")).Ends(0).Says("acme.tax  1.0.0");
        (await _workshop.WithStoreAsync("rollback", "acme.tax")).Ends(1).Says("has no version to go back to");

        var journal = (await _workshop.WithStoreAsync("list", "--changes", "--json")).Ends(0).Json();
        var changes = journal.GetProperty("changes").EnumerateArray().ToList();
        Assert.Equal(["installed", "installed", "rolled-back"], changes.Select(change => change.GetProperty("kind").GetString()));
        Assert.Equal(["alice", null, null], changes.Select(change => change.GetProperty("person").GetString()));
    }

    [Fact]
    public async Task What_nobody_has_agreed_to_is_shown_and_changes_nothing()
    {
        await _workshop.TrustAcmeAsync();
        var package = await _workshop.SignedAsync(capability: "net.http:rates.acme.example");

        (await _workshop.WithStoreAsync("install", package))
            .Ends(4).Says("asks for net.http:rates.acme.example").Says("somebody must agree");
        (await _workshop.WithStoreAsync("install", package, "--agree", "alice", "--seen", new string('0', 16)))
            .Ends(4).Says("not what there is to agree to");
        (await _workshop.WithStoreAsync("install", package, "--agree", "alice")).Ends(2);
        (await _workshop.WithStoreAsync("list")).Ends(0).Says("0 in use");
    }

    [Fact]
    public async Task Who_agreed_to_one_version_has_not_agreed_to_the_next()
    {
        await _workshop.TrustAcmeAsync();
        await _workshop.InstallAsync(await _workshop.SignedAsync());
        var second = await _workshop.SignedAsync("1.1.0", capability: "net.http:a.acme.example");
        var code = (await _workshop.WithStoreAsync("install", second, "--json")).Ends(4).Json().GetProperty("agreement").GetString()!;

        // The same words, of another package.
        var same = await _workshop.SignedAsync("1.1.1", capability: "net.http:a.acme.example");
        (await _workshop.WithStoreAsync("install", same, "--agree", "alice", "--seen", code)).Ends(4);

        // The same package and the same words, in the place of another.
        var third = await _workshop.SignedAsync("1.2.0", capability: "net.http:b.acme.example");
        var early = (await _workshop.WithStoreAsync("install", third, "--json")).Ends(4).Json().GetProperty("agreement").GetString()!;
        (await _workshop.WithStoreAsync("install", second, "--agree", "alice", "--seen", code)).Ends(0);
        (await _workshop.WithStoreAsync("install", third, "--agree", "alice", "--seen", early)).Ends(4).Says("any more");
        (await _workshop.WithStoreAsync("list")).Ends(0).Says("acme.tax  1.1.0");
    }

    [Fact]
    public async Task An_older_version_and_other_bytes_of_the_same_are_refused()
    {
        await _workshop.TrustAcmeAsync();
        var old = await _workshop.SignedAsync("0.9.0");
        await _workshop.InstallAsync(await _workshop.SignedAsync());

        (await _workshop.WithStoreAsync("install", old)).Ends(1).Says("1.0.0 was installed before");
        (await _workshop.WithStoreAsync("install", await _workshop.SignedAsync(assembly: [9]))).Ends(1).Says("a version is released once");
    }

    [Fact]
    public async Task What_is_revoked_is_shown_as_not_trusted_and_is_not_gone_back_to()
    {
        await _workshop.TrustAcmeAsync();
        await _workshop.InstallAsync(await _workshop.SignedAsync());
        var first = await ActiveDigestAsync();
        (await _workshop.WithStoreAsync("install", await _workshop.SignedAsync("1.1.0"))).Ends(0);
        (await _workshop.RunAsync("revoke", first, "--trust", _workshop.In("trust.json"))).Ends(0);
        (await _workshop.WithStoreAsync("rollback", "acme.tax")).Ends(1).Says("is revoked");

        var second = await ActiveDigestAsync();
        (await _workshop.RunAsync("revoke", second, "--trust", _workshop.In("trust.json"))).Ends(0);
        (await _workshop.WithStoreAsync("list")).Ends(0).Says("NOT TRUSTED  acme.tax  1.1.0").Says("0 in use, 1 not trusted");
    }

    [Fact]
    public async Task Who_asks_twice_does_not_go_back_twice()
    {
        await _workshop.TrustAcmeAsync();
        await _workshop.InstallAsync(await _workshop.SignedAsync());
        (await _workshop.WithStoreAsync("install", await _workshop.SignedAsync("1.1.0"))).Ends(0);
        (await _workshop.WithStoreAsync("install", await _workshop.SignedAsync("1.2.0"))).Ends(0);
        var active = await ActiveDigestAsync();

        (await _workshop.WithStoreAsync("rollback", "acme.tax", "--from", active)).Ends(0).Says("1.1.0");
        (await _workshop.WithStoreAsync("rollback", "acme.tax", "--from", active)).Ends(1).Says("look again");
        (await _workshop.WithStoreAsync("list")).Ends(0).Says("acme.tax  1.1.0");
    }

    [Fact]
    public async Task Who_only_looks_makes_no_store_and_nobodys_folder_becomes_one()
    {
        await _workshop.TrustAcmeAsync();
        var package = await _workshop.SignedAsync();
        (await _workshop.WithStoreAsync("list")).Ends(3).Says("There is no plugin store");
        (await _workshop.WithStoreAsync("rollback", "acme.tax")).Ends(3);
        Assert.False(Directory.Exists(_workshop.In("store")));

        Directory.CreateDirectory(_workshop.In("store"));
        (await _workshop.WithStoreAsync("list")).Ends(3).Says("There is no plugin store");
        await File.WriteAllTextAsync(_workshop.In("store/letter.txt"), "mine", Cancellation);
        (await _workshop.WithStoreAsync("install", package)).Ends(3).Says("letter.txt");
        var entries = Directory.EnumerateFileSystemEntries(_workshop.In("store"));
        Assert.Equal([_workshop.In("store/letter.txt")], entries.Where(entry => !entry.EndsWith(".lock", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(2, "repair")]
    [InlineData(2, "pack")]
    [InlineData(2, "sign", "a.plugin")]
    [InlineData(2, "sign", "a.plugin", "--key", "k", "--days", "0")]
    [InlineData(2, "sign", "a.plugin", "--key", "k", "--days", "3", "--add")]
    [InlineData(2, "verify", "a.plugin")]
    [InlineData(2, "install", "a.plugin")]
    [InlineData(2, "revoke", "--trust", "t")]
    [InlineData(3, "pack", "there-is-none")]
    [InlineData(3, "inspect", "there-is-none.plugin")]
    [InlineData(3, "sign", "there-is-none.plugin", "--key", "there-is-none.key")]
    [InlineData(3, "verify", "there-is-none.plugin", "--trust", "there-is-none.json")]
    [InlineData(3, "list", "--trust", "there-is-none.json")]
    public async Task Every_way_to_fail_has_its_exit_code_and_a_sentence(int exitCode, params string[] arguments)
    {
        var answer = (await _workshop.RunAsync(arguments)).Ends(exitCode);

        Assert.NotEmpty(answer.Error);
        Assert.DoesNotContain("   at ", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_package_is_refused_and_said_as_JSON_too()
    {
        await File.WriteAllTextAsync(_workshop.In("a.plugin"), "no zip", Cancellation);
        var json = (await _workshop.RunAsync("inspect", _workshop.In("a.plugin"), "--json")).Ends(1).Json();

        Assert.Equal("inspect", json.GetProperty("command").GetString());
        Assert.Contains("a.plugin", json.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_program_itself_runs()
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Platform.Plugins.Tool.dll"), "--help"])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var help = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);

        Assert.Equal(0, process.ExitCode);
        foreach (var command in (string[])["key", "pack", "sign", "inspect", "trust", "verify", "install", "list", "rollback", "revoke"])
            Assert.Contains($"  {command} ", help, StringComparison.Ordinal);
    }
}
