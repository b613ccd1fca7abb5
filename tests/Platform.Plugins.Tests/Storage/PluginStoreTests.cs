using Microsoft.Extensions.Time.Testing;
using Platform.Plugins.Packages;
using Platform.Plugins.Signatures;
using Platform.Plugins.Storage;
using Platform.Plugins.Tests.Packages;
using Platform.Plugins.Trust;
using Platform.Plugins.Verification;

namespace Platform.Plugins.Tests.Storage;

public sealed class PluginStoreTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plugins-");
    private readonly PublisherSigningKey _key = PublisherSigningKey.Generate();
    private readonly FakeTimeProvider _clock = new(TestPackages.Now);

    private PluginTrust Trust => PluginTrust.Nobody.Trust("acme", _key.PublicKey);

    public void Dispose()
    {
        _key.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void What_is_installed_is_active_in_every_store_that_is_opened_there()
    {
        var store = Open();
        var plugin = Install(store, "1.0.0");

        foreach (var each in new[] { store, Open() })
        {
            Assert.Equal(plugin.Digest, Assert.Single(each.Plugins).Digest);
            Assert.Equal("code1.0.0"u8.ToArray(), each.ReadFile("acme.tax", "lib/Acme.Tax.dll"));
            Assert.Equal(new byte[5_000], each.ReadFile("acme.tax", "lib/de/Acme.Tax.resources.dll"));
            Assert.Throws<FileNotFoundException>(() => each.ReadFile("acme.tax", "gone.dll"));
            Assert.Throws<FileNotFoundException>(() => each.ReadFile("acme.other", "lib/Acme.Tax.dll"));
            Assert.Equal([new StoreChange(TestPackages.Now, StoreChangeKind.Installed, "acme.tax", "1.0.0", plugin.Digest)], each.Changes);
        }
    }

    [Fact]
    public void What_another_process_has_changed_is_seen_after_a_refresh()
    {
        var (store, other) = (Open(), Open());
        Install(other, "1.0.0");
        Assert.Empty(store.Plugins);

        store.Refresh();

        Assert.Single(store.Plugins);
        File.WriteAllText(Path.Combine(_folder.FullName, "catalogue.json"), "{");
        Assert.Throws<InvalidDataException>(store.Refresh);
        Assert.Single(store.Plugins);
    }

    [Fact]
    public void Going_back_takes_the_version_before_whose_files_were_never_touched()
    {
        var store = Open();
        Install(store, "1.0.0");
        var written = File.GetLastWriteTimeUtc(PathOf(store, "lib/Acme.Tax.dll"));
        Install(store, "2.0.0");

        Assert.Equal("1.0.0", store.RollBack("acme.tax").Manifest.Version.ToString());
        Assert.Equal("code1.0.0"u8.ToArray(), Open().ReadFile("acme.tax", "lib/Acme.Tax.dll"));
        Assert.Equal(written, File.GetLastWriteTimeUtc(PathOf(store, "lib/Acme.Tax.dll")));
        Assert.Contains("no version to go back to", Assert.Throws<InvalidOperationException>(() => store.RollBack("acme.tax")).Message, StringComparison.Ordinal);
        Assert.Equal([StoreChangeKind.Installed, StoreChangeKind.Installed, StoreChangeKind.RolledBack], store.Changes.Select(change => change.Kind));
    }

    [Fact]
    public void Three_versions_are_kept_and_nothing_else_lies_in_the_store()
    {
        var store = Open();
        foreach (var version in new[] { "1.0.0", "1.1.0", "1.2.0", "1.3.0", "1.4.0" })
            Install(store, version);

        Assert.Equal(3, Directory.GetDirectories(Path.Combine(_folder.FullName, "packages")).Length);
        Assert.Equal("1.3.0", store.RollBack("acme.tax").Manifest.Version.ToString());
        Assert.Equal("1.2.0", store.RollBack("acme.tax").Manifest.Version.ToString());
        Assert.Throws<InvalidOperationException>(() => store.RollBack("acme.tax"));
        Assert.Equal(["catalogue.json", "packages", "store.lock"], Directory.GetFileSystemEntries(_folder.FullName).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal));
        store.Remove("acme.tax");
        Assert.Empty(store.Plugins);
        Assert.Empty(Directory.GetDirectories(Path.Combine(_folder.FullName, "packages")));
        Assert.Throws<InvalidOperationException>(() => store.Remove("acme.tax"));
    }

    [Fact]
    public void An_older_version_and_other_bytes_of_the_same_version_are_refused_also_after_going_back_and_removing()
    {
        var store = Open();
        Install(store, "1.0.0");
        Install(store, "2.0.0");

        Refused(PackageFault.Downgrade, TestPackages.MakeSigned(_key, "1.9.0"));
        Refused(PackageFault.Downgrade, TestPackages.MakeSigned(_key, "2.0.0-rc.1"));
        Refused(PackageFault.VersionReused, TestPackages.MakeSigned(_key, "2.0.0", content: "evil"));
        store.RollBack("acme.tax");
        Refused(PackageFault.Downgrade, TestPackages.MakeSigned(_key, "1.0.0"));
        store.Remove("acme.tax");
        Refused(PackageFault.Downgrade, TestPackages.MakeSigned(_key, "1.0.0"));
        Refused(PackageFault.VersionReused, TestPackages.MakeSigned(_key, "2.0.0", content: "evil"));
        Assert.Equal("2.0.0", Install(store, "2.0.0").Manifest.Version.ToString());
    }

    [Fact]
    public void Evil_packages_are_refused_and_nothing_changes()
    {
        Install(Open(), "1.0.0");
        using var stranger = PublisherSigningKey.Generate();

        Refused(PackageFault.Unsigned, TestPackages.Make("2.0.0"));
        Refused(PackageFault.TooFewSignatures, TestPackages.MakeSigned(stranger, "2.0.0"));
        Refused(PackageFault.UnknownPublisher, TestPackages.MakeSigned(_key, "2.0.0", id: "other.tax"));
        Refused(PackageFault.Expired, TestPackages.MakeSigned(_key, "2.0.0", expiresAt: TestPackages.Now));
        Refused(PackageFault.NotYetValid, TestPackages.MakeSigned(_key, "2.0.0", signedAt: TestPackages.Now.AddDays(1)));
        Refused(PackageFault.UnsafePath, EvilZip.WithPlugin().Add("../evil.dll").Write());
        // Signed by a publisher who lies: the bytes are right, and what they say is not.
        var bomb = TestPackages.Read(EvilZip.WithPlugin().Add(new EvilZip.Entry("a", new byte[100_000]) { Deflate = true, Length = 10 }).Write()).Sign(_key, TestPackages.Now);
        var fresh = new PluginStore(new DiskFiles(Path.Combine(_folder.FullName, "fresh")), Trust, _clock, new PackageLimits());
        Assert.Equal(PackageFault.Contradiction, Assert.Throws<PluginPackageException>(() => fresh.Apply(fresh.Plan(bomb, "p"), hasConsent: true)).Fault);
        Assert.Empty(fresh.Plugins);
    }

    [Fact]
    public void What_asks_for_more_or_brings_more_along_needs_consent()
    {
        var store = Open();
        const string Core = "\"acme.core\": { \"version\": \"^1\", \"digest\": \"sha256:0000000000000000000000000000000000000000000000000000000000000001\" }";
        var first = store.Plan(TestPackages.MakeSigned(_key, "1.0.0", capabilities: ["net.http:a"]), "p");
        Assert.Equal(["net.http:a"], first.AddedCapabilities);
        Assert.Contains("net.http:a", ConsentNeeded(store, first), StringComparison.Ordinal);
        store.Apply(first, hasConsent: true);

        Assert.False(store.Plan(TestPackages.MakeSigned(_key, "1.1.0", capabilities: ["net.http:a"]), "p").NeedsConsent);
        Assert.False(store.Plan(TestPackages.MakeSigned(_key, "1.1.0"), "p").NeedsConsent);
        Assert.Contains("net.http:b", ConsentNeeded(store, store.Plan(TestPackages.MakeSigned(_key, "1.1.0", capabilities: ["net.http:b", "net.http:a"]), "p")), StringComparison.Ordinal);
        var more = store.Plan(TestPackages.MakeSigned(_key, "1.1.0", needs: Core), "p");
        Assert.Contains("acme.core", ConsentNeeded(store, more), StringComparison.Ordinal);
        store.Apply(more, hasConsent: true);
        Assert.False(store.Plan(TestPackages.MakeSigned(_key, "1.2.0", needs: Core), "p").NeedsConsent);
        Assert.Equal(["acme.core"], store.Plan(TestPackages.MakeSigned(_key, "1.2.0", needs: Core.Replace("01\"", "02\"", StringComparison.Ordinal)), "p").AddedDependencies);
    }

    [Fact]
    public void With_a_verifier_what_does_not_fit_is_refused_and_advice_is_shown()
    {
        var store = PluginStore.Open(_folder.FullName, Trust, _clock, verifier: new PluginVerifier(HostAssemblies.OfRuntime()));
        var refused = Assert.Throws<PluginPackageException>(() => store.Plan(TestPackages.MakeSigned(_key), "tax.plugin"));

        Assert.Equal(PackageFault.Incompatible, refused.Fault);
        Assert.Contains("lib/Acme.Tax.dll: is no assembly of .NET", refused.Message, StringComparison.Ordinal);
        Assert.Empty(store.Changes);
        Assert.Empty(Open().Plan(TestPackages.MakeSigned(_key), "tax.plugin").Findings);
    }

    [Fact]
    public void A_plan_holds_only_for_what_it_was_made_for()
    {
        var (store, other) = (Open(), Open());
        var plan = store.Plan(TestPackages.MakeSigned(_key, "2.0.0"), "p");
        Install(other, "1.0.0");

        Assert.Equal(PackageFault.Outdated, Assert.Throws<PluginPackageException>(() => store.Apply(plan, hasConsent: true)).Fault);
        Assert.Equal("1.0.0", Assert.Single(Open().Plugins).Manifest.Version.ToString());
        _clock.Advance(TimeSpan.FromDays(2));
        var again = Open();
        var late = again.Plan(TestPackages.MakeSigned(_key, "3.0.0", expiresAt: TestPackages.Now.AddDays(3)), "p");
        _clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(PackageFault.Expired, Assert.Throws<PluginPackageException>(() => again.Apply(late, hasConsent: true)).Fault);
    }

    [Fact]
    public void A_file_that_was_changed_or_taken_away_in_the_store_is_not_given_out_and_installing_again_mends_it()
    {
        var store = Open();
        Install(store, "1.0.0");
        File.WriteAllText(PathOf(store, "lib/Acme.Tax.dll"), "evil");
        File.Delete(PathOf(store, "README.md"));

        Assert.Equal(PackageFault.Tampered, Assert.Throws<PluginPackageException>(() => store.ReadFile("acme.tax", "lib/Acme.Tax.dll")).Fault);
        Assert.Equal(PackageFault.Tampered, Assert.Throws<PluginPackageException>(() => store.ReadFile("acme.tax", "README.md")).Fault);
        Install(store, "1.0.0");
        Assert.Equal("code1.0.0"u8.ToArray(), store.ReadFile("acme.tax", "lib/Acme.Tax.dll"));
    }

    [Fact]
    public void What_is_revoked_later_is_not_among_the_plugins_and_gives_out_no_file()
    {
        var digest = Install(Open(), "1.0.0").Digest;

        foreach (var revoked in new[] { digest, _key.PublicKey.KeyId })
        {
            var store = PluginStore.Open(_folder.FullName, Trust.Revoke(revoked), _clock);
            Assert.Empty(store.Plugins);
            Assert.Equal(digest, Assert.Single(store.RevokedPlugins).Digest);
            Assert.Equal(PackageFault.Revoked, Assert.Throws<PluginPackageException>(() => store.ReadFile("acme.tax", "README.md")).Fault);
        }
        Assert.Single(Open().Plugins);
    }

    [Fact]
    public void There_is_no_way_back_to_what_is_revoked()
    {
        var first = Install(Open(), "1.0.0");
        Install(Open(), "2.0.0");
        var store = PluginStore.Open(_folder.FullName, Trust.Revoke(first.Digest), _clock);

        Assert.Equal(PackageFault.Revoked, Assert.Throws<PluginPackageException>(() => store.RollBack("acme.tax")).Fault);
        Assert.Equal("2.0.0", Assert.Single(store.Plugins).Manifest.Version.ToString());
    }

    [Fact]
    public void While_another_process_changes_the_store_it_can_be_read_and_not_changed()
    {
        var store = Open();
        Install(store, "1.0.0");
        using var held = new DiskFiles(_folder.FullName).TryLock();

        Assert.Single(Open().Plugins);
        Assert.Contains("another process changes it", Assert.Throws<IOException>(() => store.Remove("acme.tax")).Message, StringComparison.Ordinal);
        Assert.Single(store.Plugins);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"format\":2,\"plugins\":{},\"changes\":[]}")]
    [InlineData("{\"format\":1,\"plugins\":{\"a.b\":{\"highestVersion\":\"1\",\"highestDigest\":\"\",\"releases\":[]}},\"changes\":[]}")]
    [InlineData("{\"format\":1,\"plugins\":{},\"changes\":[{}]}")]
    [InlineData("""{"format":1,"plugins":{"a.b":{"highestVersion":"1.0.0","highestDigest":"","releases":[{"digest":"sha256:../..","keyIds":[],"files":{},"manifest":{}}]}},"changes":[]}""")]
    public void A_damaged_catalogue_is_said_to_be_one_and_left_as_it_is(string text)
    {
        Install(Open(), "1.0.0");
        File.WriteAllText(Path.Combine(_folder.FullName, "catalogue.json"), text);

        Assert.Contains("catalogue.json of the plugin store", Assert.Throws<InvalidDataException>(Open).Message, StringComparison.Ordinal);
        Assert.Single(Directory.GetDirectories(Path.Combine(_folder.FullName, "packages")));
    }

    [Fact]
    public void Two_hundred_changes_are_remembered()
    {
        var store = Open();
        Install(store, "1.0.0");
        for (var i = 0; i < 105; i++)
        {
            store.Remove("acme.tax");
            Install(store, "1.0.0");
        }

        Assert.Equal(200, Open().Changes.Count);
        Assert.Equal(StoreChangeKind.Installed, store.Changes[^1].Kind);
    }

    private PluginStore Open() => PluginStore.Open(_folder.FullName, Trust, _clock);

    private Platform.Plugins.Catalogue.InstalledPlugin Install(PluginStore store, string version) =>
        store.Apply(store.Plan(TestPackages.MakeSigned(_key, version), "tax.plugin"), hasConsent: false);

    /// <summary>The refusal is the one that is expected, and nothing in the folder is another than before.</summary>
    private void Refused(PackageFault fault, byte[] bytes)
    {
        var before = Contents();
        var store = Open();
        Assert.Equal(fault, Assert.Throws<PluginPackageException>(() => store.Apply(store.Plan(bytes, "tax.plugin"), hasConsent: true)).Fault);
        Assert.Equal(before, Contents());
    }

    private string ConsentNeeded(PluginStore store, PluginChange change)
    {
        var before = Contents();
        var refused = Assert.Throws<PluginPackageException>(() => store.Apply(change, hasConsent: false));
        Assert.Equal(PackageFault.ConsentNeeded, refused.Fault);
        Assert.Equal(before, Contents());
        return refused.Message;
    }

    private List<string> Contents() => [.. Directory.GetFiles(_folder.FullName, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(file => $"{file} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))}")];

    private string PathOf(PluginStore store, string path) => Path.Combine(_folder.FullName, "packages", Assert.Single(store.Plugins).Digest["sha256:".Length..], path);
}
