using Platform.Plugins.Packages;

namespace Platform.Plugins.Tool.Tests;

/// <summary><c>key</c>, <c>pack</c>, <c>sign</c> and <c>inspect</c>.</summary>
public sealed class PackageCommandTests : IDisposable
{
    private readonly Workshop _workshop = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public async Task The_same_files_make_the_same_package()
    {
        var folder = _workshop.Plugin();
        (await _workshop.RunAsync("pack", folder, "--out", _workshop.In("a.plugin"))).Ends(0).Says("packed, not signed");
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(file, Workshop.Now.UtcDateTime);
        (await _workshop.RunAsync("pack", folder, "--out", _workshop.In("b.plugin"))).Ends(0);

        var bytes = await File.ReadAllBytesAsync(_workshop.In("a.plugin"), Cancellation);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(_workshop.In("b.plugin"), Cancellation));
        var files = PluginPackage.Read(bytes, "a").Files.Order(StringComparer.Ordinal);
        Assert.Equal(["Acme.dll", "de/Acme.resources.dll", "plugin.json"], files);
    }

    [Fact]
    public async Task A_manifest_that_cannot_be_used_is_refused_with_all_that_is_wrong()
    {
        var folder = _workshop.Plugin();
        await File.WriteAllTextAsync(Path.Combine(folder, "plugin.json"), """{ "id": "tax", "version": "1" }""", Cancellation);

        (await _workshop.RunAsync("pack", folder, "--out", _workshop.In("a.plugin")))
            .Ends(1).Says("plugin.json#/id").Says("plugin.json#/version");
        Assert.False(File.Exists(_workshop.In("a.plugin")));
    }

    [Fact]
    public async Task A_package_does_not_lie_in_the_folder_that_is_packed()
    {
        var folder = _workshop.Plugin();
        (await _workshop.RunAsync("pack", folder, "--out", Path.Combine(folder, "a.plugin"))).Ends(2).Says("--out");
        (await _workshop.RunAsync("pack", folder + "/", "--out", Path.Combine(folder, "de", "a.plugin"))).Ends(2);
    }

    [Fact]
    public async Task A_link_in_the_folder_is_not_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Making a link needs a privilege there.");
        var folder = _workshop.Plugin();
        await File.WriteAllTextAsync(_workshop.In("secret"), "secret", Cancellation);
        File.CreateSymbolicLink(Path.Combine(folder, "readme"), _workshop.In("secret"));
        (await _workshop.RunAsync("pack", folder, "--out", _workshop.In("a.plugin"))).Ends(1).Says("has a link, readme");

        File.Delete(Path.Combine(folder, "readme"));
        Directory.CreateSymbolicLink(Path.Combine(folder, "more"), Path.GetTempPath());
        (await _workshop.RunAsync("pack", folder, "--out", _workshop.In("a.plugin"))).Ends(1).Says("has a link, more");
    }

    [Fact]
    public async Task A_key_is_its_owners_alone_and_is_not_overwritten()
    {
        (await _workshop.RunAsync("key", _workshop.In("acme"))).Ends(0).SaysNothingOf("PRIVATE");
        var key = await File.ReadAllTextAsync(_workshop.In("acme.key"), Cancellation);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_workshop.In("acme.key")));

        (await _workshop.RunAsync("key", _workshop.In("acme"))).Ends(3).Says("is not overwritten");
        File.Delete(_workshop.In("acme.pub"));
        (await _workshop.RunAsync("key", _workshop.In("acme"))).Ends(3).Says("is not overwritten");
        Assert.Equal(key, await File.ReadAllTextAsync(_workshop.In("acme.key"), Cancellation));
        Assert.False(File.Exists(_workshop.In("acme.pub")));
    }

    [Fact]
    public async Task What_a_package_says_is_shown_as_not_verified_whoever_made_it()
    {
        await _workshop.TrustAcmeAsync();
        var package = await _workshop.SignedAsync(capability: "net.http:rates.acme.example");
        (await _workshop.RunAsync("inspect", package))
            .Ends(0).Says("acme.tax").Says("net.http:rates.acme.example").Says("signed by    sha256:").Says("not verified");

        var json = (await _workshop.RunAsync("inspect", package, "--json")).Ends(0).Json();
        Assert.Equal("^1", json.GetProperty("contracts")[0].GetProperty("versions").GetString());
        Assert.Equal("Acme.Rule", json.GetProperty("contributes")[0].GetProperty("type").GetString());
        Assert.Equal("not verified", json.GetProperty("result").GetString());
    }

    [Fact]
    public async Task A_second_key_adds_its_signature_to_the_first()
    {
        await _workshop.TrustAcmeAsync();
        var package = await _workshop.SignedAsync();
        (await _workshop.RunAsync("key", _workshop.In("bob"))).Ends(0);
        (await _workshop.RunAsync("sign", package, "--key", _workshop.In("bob.key"), "--add")).Ends(0);
        Assert.Equal(2, (await _workshop.RunAsync("inspect", package, "--json")).Ends(0).Json().GetProperty("keyIds").GetArrayLength());

        // In the place of both, without --add.
        (await _workshop.RunAsync("sign", package, "--key", _workshop.In("bob.key"))).Ends(0);
        Assert.Equal(1, (await _workshop.RunAsync("inspect", package, "--json")).Ends(0).Json().GetProperty("keyIds").GetArrayLength());
    }

    [Fact]
    public async Task What_a_stranger_has_written_does_not_turn_the_direction_of_the_terminal()
    {
        (await _workshop.RunAsync("pack", _workshop.Plugin(name: "\u202egnp.exe"), "--out", _workshop.In("a.plugin"))).Ends(0);
        (await _workshop.RunAsync("inspect", _workshop.In("a.plugin"))).Ends(0).Says("\\u{202e}gnp.exe").SaysNothingOf("\u202e");
    }
}
