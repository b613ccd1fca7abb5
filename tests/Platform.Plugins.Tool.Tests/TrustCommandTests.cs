using Platform.Plugins.Abstractions;
using Platform.Plugins.Tests.Verification;
using Platform.Plugins.Trust;

namespace Platform.Plugins.Tool.Tests;

/// <summary><c>trust</c>, <c>verify</c> and <c>revoke</c>.</summary>
public sealed class TrustCommandTests : IDisposable
{
    private const string Contract = """[PluginContract("rule", "1.0")] public interface IRule { int Judge(int value); }""";
    private const string Plugin = "namespace Acme { public class Rule : IRule { public int Judge(int value) => value; } }";

    private readonly Workshop _workshop = new();

    private string Trust => _workshop.In("trust.json");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _workshop.Dispose();

    private Task<ToolAnswer> VerifyAsync(string package, params string[] more) =>
        _workshop.RunAsync(["verify", package, "--trust", Trust, .. more]);

    private Task<ToolAnswer> TrustAsync(string publisher, params string[] keys) =>
        _workshop.RunAsync(["trust", publisher, "--trust", Trust, .. keys.SelectMany(key => (string[])["--key", _workshop.In(key)])]);

    [Fact]
    public async Task A_package_of_a_trusted_publisher_is_verified_and_one_of_a_stranger_is_not()
    {
        await _workshop.TrustAcmeAsync();
        var package = await _workshop.SignedAsync();
        (await VerifyAsync(package)).Ends(0).Says("trusted; not looked into");

        (await _workshop.RunAsync("key", _workshop.In("stranger"))).Ends(0);
        (await _workshop.RunAsync("sign", package, "--key", _workshop.In("stranger.key"))).Ends(0);
        (await VerifyAsync(package)).Ends(1).Says("is signed by 0 keys of acme");

        (await _workshop.RunAsync("pack", _workshop.Plugin(id: "other.tax"), "--out", _workshop.In("other.plugin"))).Ends(0);
        (await VerifyAsync(_workshop.In("other.plugin"))).Ends(1).Says("is not signed");
        (await _workshop.RunAsync("sign", _workshop.In("other.plugin"), "--key", _workshop.In("acme.key"))).Ends(0);
        (await VerifyAsync(_workshop.In("other.plugin"))).Ends(1).Says("whom nobody trusts here");
    }

    [Fact]
    public async Task A_changed_byte_is_refused()
    {
        await _workshop.TrustAcmeAsync();
        var package = await _workshop.SignedAsync();
        var bytes = await File.ReadAllBytesAsync(package, Cancellation);
        bytes[100] ^= 1;
        await File.WriteAllBytesAsync(package, bytes, Cancellation);

        (await VerifyAsync(package)).Ends(1);
    }

    [Fact]
    public async Task As_many_keys_must_sign_as_were_asked_for()
    {
        (await _workshop.RunAsync("key", _workshop.In("acme"))).Ends(0);
        (await _workshop.RunAsync("key", _workshop.In("bob"))).Ends(0);
        string[] keys = ["--key", _workshop.In("acme.pub"), "--key", _workshop.In("bob.pub")];
        (await _workshop.RunAsync(["trust", "acme", .. keys, "--threshold", "2", "--trust", Trust])).Ends(0);
        var package = await _workshop.SignedAsync();
        (await VerifyAsync(package)).Ends(1).Says("2 are needed");

        (await _workshop.RunAsync("sign", package, "--key", _workshop.In("bob.key"), "--add")).Ends(0);
        Assert.Equal(2, (await VerifyAsync(package, "--json")).Ends(0).Json().GetProperty("keyIds").GetArrayLength());
    }

    [Fact]
    public async Task A_signature_ends_after_its_days()
    {
        await _workshop.TrustAcmeAsync();
        var package = await _workshop.SignedAsync();
        (await _workshop.RunAsync("sign", package, "--key", _workshop.In("acme.key"), "--days", "30")).Ends(0).Says("2026-03-31 12:00:00Z");

        _workshop.Time.Advance(TimeSpan.FromDays(30) - TimeSpan.FromSeconds(1));
        (await VerifyAsync(package)).Ends(0);
        _workshop.Time.Advance(TimeSpan.FromSeconds(1));
        (await VerifyAsync(package)).Ends(1).Says("could be installed until");
    }

    [Fact]
    public async Task A_package_or_a_key_that_is_revoked_is_refused_from_then_on()
    {
        await _workshop.TrustAcmeAsync();
        var (first, second) = (await _workshop.SignedAsync(), await _workshop.SignedAsync("1.1.0"));
        var json = (await VerifyAsync(first, "--json")).Ends(0).Json();

        (await _workshop.RunAsync("revoke", json.GetProperty("digest").GetString()!, "--trust", Trust)).Ends(0).Says("revoked");
        (await VerifyAsync(first)).Ends(1).Says("is revoked");
        (await VerifyAsync(second)).Ends(0);

        (await _workshop.RunAsync("revoke", json.GetProperty("keyIds")[0].GetString()!, "--trust", Trust)).Ends(0);
        (await VerifyAsync(second)).Ends(1).Says("that are revoked");
    }

    [Fact]
    public async Task The_file_is_what_a_host_trusts()
    {
        await _workshop.TrustAcmeAsync();
        (await _workshop.RunAsync("key", _workshop.In("city"))).Ends(0);
        (await TrustAsync("city", "city.pub")).Ends(0);
        var package = await File.ReadAllBytesAsync(await _workshop.SignedAsync(), Cancellation);

        var trust = PluginTrust.FromJson(await File.ReadAllTextAsync(Trust, Cancellation));
        Assert.Equal("acme.tax", trust.Read(package, "tax", Workshop.Now).Package.Manifest.Id);
    }

    [Fact]
    public async Task A_publisher_is_not_trusted_twice_and_nothing_is_revoked_where_no_file_is()
    {
        (await _workshop.RunAsync("revoke", "sha256:" + new string('0', 64), "--trust", Trust)).Ends(3).Says("There is no file");
        Assert.False(File.Exists(Trust));
        await _workshop.TrustAcmeAsync();
        var before = await File.ReadAllTextAsync(Trust, Cancellation);

        (await TrustAsync("acme", "acme.pub")).Ends(2).Says("trusted already").SaysNothingOf("Parameter");
        (await TrustAsync("a.b", "acme.pub")).Ends(2);
        (await _workshop.RunAsync("trust", "city", "--key", _workshop.In("acme.pub"), "--threshold", "2", "--trust", Trust)).Ends(2);
        (await TrustAsync("city", "acme.key")).Ends(3).Says("This is a private key");
        (await _workshop.RunAsync("revoke", "sha256:12", "--trust", Trust)).Ends(2);
        Assert.Equal(before, await File.ReadAllTextAsync(Trust, Cancellation));
    }

    [Fact]
    public async Task Two_who_change_the_file_at_once_do_not_undo_each_others()
    {
        await _workshop.TrustAcmeAsync();
        using (new FileStream($"{Trust}.lock", FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            (await _workshop.RunAsync("revoke", "sha256:" + new string('0', 64), "--trust", Trust)).Ends(3).Says("by somebody else");

        (await _workshop.RunAsync("revoke", "sha256:" + new string('0', 64), "--trust", Trust)).Ends(0);
    }

    [Fact]
    public async Task A_plugin_that_would_fail_with_the_host_is_named_with_the_member_that_is_not_there()
    {
        await _workshop.TrustAcmeAsync();
        var contracts = Compiled.Assembly("Desk.Contracts", "1.0.0.0", Contract);
        var plugin = Compiled.Assembly("Acme", "1.0.0.0", Plugin, contracts);
        var package = await _workshop.SignedAsync(assembly: plugin);
        await File.WriteAllBytesAsync(_workshop.In("Desk.Contracts.dll"), contracts, Cancellation);
        string[] host = ["--share", _workshop.In("Desk.Contracts.dll"), "--share", typeof(PluginContractAttribute).Assembly.Location];
        // A package of words where an assembly of words should be; the lint calls it none.
        File.Delete(Path.Combine(_workshop.In("acme.tax-1.0.0"), "de", "Acme.resources.dll"));
        (await _workshop.RunAsync("pack", _workshop.In("acme.tax-1.0.0"), "--out", package)).Ends(0);
        (await _workshop.RunAsync("sign", package, "--key", _workshop.In("acme.key"))).Ends(0);
        (await VerifyAsync(package, host)).Ends(0).Says("trusted, and fits");

        var next = Compiled.Assembly("Desk.Contracts", "2.0.0.0", Contract.Replace("Judge(int", "Judge(long", StringComparison.Ordinal));
        await File.WriteAllBytesAsync(_workshop.In("Desk.Contracts.dll"), next, Cancellation);
        (await VerifyAsync(package, host)).Ends(1).Says("FAULT").Says("Judge").Says("DOES NOT FIT");
        (await _workshop.WithStoreAsync(["install", package, .. host])).Ends(1).Says("Judge");
        (await VerifyAsync(package, "--share", _workshop.In("none.dll"))).Ends(3).Says("is not there");
    }
}
