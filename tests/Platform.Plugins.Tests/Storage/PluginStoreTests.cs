using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Platform.Plugins.Catalogue;
using Platform.Plugins.Contracts;
using Platform.Plugins.Packages;
using Platform.Plugins.Signatures;
using Platform.Plugins.Storage;
using Platform.Plugins.Tests.Packages;
using Platform.Plugins.Trust;
using Platform.Plugins.Verification;
using Platform.Plugins.Versions;

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
            Assert.Equal("code1.0.0"u8.ToArray(), each.OpenRelease("acme.tax").ReadFile("lib/Acme.Tax.dll"));
            Assert.Equal(new byte[5_000], each.OpenRelease("acme.tax").ReadFile("lib/de/Acme.Tax.resources.dll"));
            Assert.Throws<FileNotFoundException>(() => each.OpenRelease("acme.tax").ReadFile("gone.dll"));
            Assert.Throws<FileNotFoundException>(() => each.OpenRelease("acme.other"));
            Assert.Equal([new StoreChange(TestPackages.Now, StoreChangeKind.Installed, "acme.tax", "1.0.0", plugin.Digest, "alice", "is installed for the first time, released by acme")], each.Changes);
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
        var written = File.GetLastWriteTimeUtc(PathOf(store));
        Install(store, "2.0.0");

        Assert.Equal("1.0.0", store.Rollback("acme.tax").Manifest.Version.ToString());
        Assert.Equal("code1.0.0"u8.ToArray(), Open().OpenRelease("acme.tax").ReadFile("lib/Acme.Tax.dll"));
        Assert.Equal(written, File.GetLastWriteTimeUtc(PathOf(store)));
        Assert.Contains("no version to go back to", Assert.Throws<InvalidOperationException>(() => store.Rollback("acme.tax")).Message, StringComparison.Ordinal);
        Assert.Equal([StoreChangeKind.Installed, StoreChangeKind.Installed, StoreChangeKind.RolledBack], store.Changes.Select(change => change.Kind));
    }

    [Fact]
    public void Three_versions_are_kept_and_nothing_else_lies_in_the_store()
    {
        var store = Open();
        foreach (var version in new[] { "1.0.0", "1.1.0", "1.2.0", "1.3.0", "1.4.0" })
            Install(store, version);

        Assert.Equal(3, Directory.GetFiles(Path.Combine(_folder.FullName, "packages")).Length);
        Assert.Equal("1.3.0", store.Rollback("acme.tax").Manifest.Version.ToString());
        Assert.Equal("1.2.0", store.Rollback("acme.tax").Manifest.Version.ToString());
        Assert.Throws<InvalidOperationException>(() => store.Rollback("acme.tax"));
        Assert.Equal(["catalogue.json", "packages", "staging", "store.lock"], Directory.GetFileSystemEntries(_folder.FullName).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal));
        store.Remove("acme.tax");
        Assert.Empty(store.Plugins);
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.FullName, "packages")));
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
        store.Rollback("acme.tax");
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
        // Nobody looks into what nobody signed.
        Refused(PackageFault.Unsigned, EvilZip.WithPlugin().Add("../evil.dll").Write());
        // Signed by a publisher who lies: the bytes are right, and what they say is not.
        var bomb = TestPackages.Read(EvilZip.WithPlugin().Add(new EvilZip.Entry("a", new byte[100_000]) { Deflate = true, Length = 10 }).Write()).Sign(_key, TestPackages.Now);
        var fresh = new PluginStore(new DiskFiles(Path.Combine(_folder.FullName, "fresh")), Trust, _clock, new PackageLimits());
        Assert.Equal(PackageFault.Contradiction, Assert.Throws<PluginPackageException>(() => Agreed(fresh, fresh.Plan(bomb, "p"))).Fault);
        Assert.Empty(fresh.Plugins);
    }

    [Fact]
    public void What_asks_for_more_or_brings_more_along_needs_consent()
    {
        var store = Open();
        const string Core = "\"acme.core\": { \"version\": \"^1\", \"digest\": \"sha256:0000000000000000000000000000000000000000000000000000000000000001\" }";
        var first = store.Plan(TestPackages.MakeSigned(_key, "1.0.0", capabilities: ["net.http:a"]), "p");
        Assert.Equal([PluginDifferenceKind.FirstInstall, PluginDifferenceKind.Capability], first.Differences.Select(difference => difference.Kind));
        Assert.Contains("net.http:a", ConsentNeeded(store, first), StringComparison.Ordinal);
        Agreed(store, first);

        Assert.False(store.Plan(TestPackages.MakeSigned(_key, "1.1.0", capabilities: ["net.http:a"]), "p").NeedsConsent);
        Assert.False(store.Plan(TestPackages.MakeSigned(_key, "1.1.0"), "p").NeedsConsent);
        Assert.Contains("net.http:b", ConsentNeeded(store, store.Plan(TestPackages.MakeSigned(_key, "1.1.0", capabilities: ["net.http:b", "net.http:a"]), "p")), StringComparison.Ordinal);
        var more = store.Plan(TestPackages.MakeSigned(_key, "1.1.0", needs: Core), "p");
        Assert.Contains("acme.core", ConsentNeeded(store, more), StringComparison.Ordinal);
        Agreed(store, more);
        Assert.False(store.Plan(TestPackages.MakeSigned(_key, "1.2.0", needs: Core), "p").NeedsConsent);
        Assert.Equal(
            [PluginDifferenceKind.Dependency],
            store.Plan(TestPackages.MakeSigned(_key, "1.2.0", needs: Core.Replace("01\"", "02\"", StringComparison.Ordinal)), "p").Differences.Select(difference => difference.Kind));
    }

    [Theory]
    [InlineData("", "\"isolation\": \"process\"", PluginDifferenceKind.Isolation)]
    [InlineData("\"activation\": \"startup\"", "", PluginDifferenceKind.Activation)]
    [InlineData("\"limits\": { \"memoryMebibytes\": 300 }", "\"limits\": { \"memoryMebibytes\": 256 }", PluginDifferenceKind.Limits)]
    [InlineData("", "\"limits\": { \"callMilliseconds\": 256 }", PluginDifferenceKind.Limits)]
    [InlineData("\"contributes\": [{ \"contract\": \"rule\", \"name\": \"a\", \"type\": \"A\" }, { \"contract\": \"panel\", \"name\": \"b\", \"type\": \"B\" }]", "", PluginDifferenceKind.Contract)]
    public void An_update_that_asks_for_nothing_and_takes_needs_consent_and_the_way_back_needs_none(string more, string less, PluginDifferenceKind kind)
    {
        var store = Open();
        Agreed(store, store.Plan(Signed("1.0.0", less), "p"));

        var change = store.Plan(Signed("2.0.0", more), "p");

        Assert.Equal([kind], change.Differences.Select(difference => difference.Kind));
        ConsentNeeded(store, change);
        Agreed(store, change);
        Assert.Equal(("alice", change.Differences[0].Message), (store.Changes[^1].Person, store.Changes[^1].Reason));
        Assert.Empty(store.Plan(Signed("3.0.0", less), "p").Differences);
        Assert.Empty(Open().Plan(Signed("3.0.0", more), "p").Differences);
    }

    [Fact]
    public void An_update_that_is_signed_by_another_key_needs_consent()
    {
        using var second = PublisherSigningKey.Generate();
        var trust = PluginTrust.Nobody.Trust("acme", 1, _key.PublicKey, second.PublicKey);
        var store = PluginStore.Open(_folder.FullName, trust, _clock);
        Install(store, "1.0.0");

        Assert.Equal([PluginDifferenceKind.Keys], store.Plan(TestPackages.MakeSigned(second, "2.0.0"), "p").Differences.Select(difference => difference.Kind));
        Assert.Empty(store.Plan(TestPackages.MakeSigned(_key, "2.0.0"), "p").Differences);
    }

    [Fact]
    public void A_release_that_has_not_been_there_long_enough_needs_somebody_who_agrees_and_needs_nobody_later()
    {
        var store = Open();
        Install(store, "1.0.0");
        store.Cooldown = TimeSpan.FromDays(3);
        var update = TestPackages.MakeSigned(_key, "1.1.0");

        var change = store.Plan(update, "p");

        Assert.Equal(
            [new PluginDifference(PluginDifferenceKind.Young, "has been there since 2026-03-01T12:00:00Z only, and waits until 2026-03-04T12:00:00Z for what others find in it")],
            change.Differences);
        ConsentNeeded(store, change);
        _clock.Advance(TimeSpan.FromDays(3));
        Assert.Empty(store.Plan(update, "p").Differences);
        // Whoever has stolen a key may say that he signed long ago; since when an index offers it he does not say.
        var offered = _clock.GetUtcNow();
        Assert.Equal([PluginDifferenceKind.Young], store.Plan(update, "p", offered).Differences.Select(each => each.Kind));
        Assert.Empty(store.Plan(update, "p", TestPackages.Now.AddYears(-1)).Differences);
        store.Cooldown = null;
        Assert.Empty(store.Plan(update, "p", offered).Differences);
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Cooldown = TimeSpan.Zero);
    }

    [Fact]
    public void Consent_to_one_package_is_none_to_another()
    {
        var store = Open();
        var (plan, other) = (store.Plan(TestPackages.MakeSigned(_key, "1.0.0"), "p"), store.Plan(TestPackages.MakeSigned(_key, "1.0.0", content: "evil"), "p"));
        var more = store.Plan(TestPackages.MakeSigned(_key, "1.0.0", capabilities: ["net.http:a"]), "p");

        foreach (var consent in new[] { plan.AgreedBy("alice"), null })
        {
            Assert.Equal(PackageFault.ConsentNeeded, Assert.Throws<PluginPackageException>(() => store.Apply(other, consent)).Fault);
            Assert.Equal(PackageFault.ConsentNeeded, Assert.Throws<PluginPackageException>(() => store.Apply(more, consent)).Fault);
        }
        Assert.Throws<ArgumentException>(() => plan.AgreedBy(" "));
        Assert.Empty(store.Plugins);
        store.Apply(plan, plan.AgreedBy("alice"));
        Assert.Single(store.Plugins);
    }

    [Fact]
    public void A_plugin_that_others_were_tried_with_can_be_mended_with_consent_and_those_that_would_break_are_named()
    {
        var store = Open();
        var core = TestPackages.MakeSigned(_key, "1.0.0", id: "acme.core");
        Agreed(store, store.Plan(core, "core"));
        Agreed(store, store.Plan(TestPackages.MakeSigned(_key, "1.0.0", needs: $"\"acme.core\": {{ \"version\": \"^1\", \"digest\": \"{TestPackages.Read(core).Digest}\" }}"), "tax"));

        var mended = store.Plan(TestPackages.MakeSigned(_key, "1.0.1", id: "acme.core"), "core");
        Assert.Equal([PluginDifferenceKind.Dependent], mended.Differences.Select(difference => difference.Kind));
        Assert.Empty(mended.Breaks);
        Assert.Equal(["acme.tax"], store.Plan(TestPackages.MakeSigned(_key, "2.0.0", id: "acme.core"), "core").Breaks);
        Agreed(store, mended);
        var contracts = HostContracts.Empty.Add("rule", SemanticVersion.Parse("1.0.0"));
        Assert.Empty(PluginCatalogue.Create(store.Plugins, contracts).Refusals);
        Assert.Contains("tried with another package", Assert.Single(store.Plan(TestPackages.MakeSigned(_key, "1.1.0", needs: $"\"acme.core\": {{ \"version\": \"^1\", \"digest\": \"{TestPackages.Read(core).Digest}\" }}"), "tax").Differences).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_that_a_stolen_key_signed_keeps_no_honest_one_out_once_it_is_revoked()
    {
        using var next = PublisherSigningKey.Generate();
        var store = PluginStore.Open(_folder.FullName, PluginTrust.Nobody.Trust("acme", 1, _key.PublicKey, next.PublicKey), _clock);
        Install(store, "1.0.0");
        var stolen = store.Plan(TestPackages.MakeSigned(next, "9007199254740991.0.0"), "p");
        Agreed(store, stolen);
        var honest = TestPackages.MakeSigned(_key, "1.0.1");
        Assert.Equal(PackageFault.Downgrade, Assert.Throws<PluginPackageException>(() => store.Plan(honest, "p")).Fault);

        store.Remove("acme.tax");
        Assert.Equal(PackageFault.Downgrade, Assert.Throws<PluginPackageException>(() => store.Plan(honest, "p")).Fault);
        var trust = store.Trust;
        foreach (var revoked in new[] { next.PublicKey.KeyId, stolen.Release.Package.Digest })
        {
            store.Trust = trust.Revoke(revoked);
            Assert.Equal(PackageFault.Downgrade, Assert.Throws<PluginPackageException>(() => store.Plan(TestPackages.MakeSigned(_key, "0.9.0"), "p")).Fault);
            Assert.Equal("1.0.1", store.Plan(honest, "p").Release.Package.Manifest.Version.ToString());
        }
    }

    [Fact]
    public void A_key_that_was_exchanged_opens_no_way_to_older_versions()
    {
        using var next = PublisherSigningKey.Generate();
        var store = Open();
        Install(store, "2.0.0");

        store.Trust = PluginTrust.Nobody.Trust("acme", next.PublicKey);

        Assert.Equal(PackageFault.Downgrade, Assert.Throws<PluginPackageException>(() => store.Plan(TestPackages.MakeSigned(next, "1.0.0"), "p")).Fault);
    }

    [Fact]
    public void One_older_package_can_be_allowed_by_somebody_with_a_reason_and_no_other()
    {
        var store = Open();
        Install(store, "2.0.0");
        var older = TestPackages.MakeSigned(_key, "1.9.1");

        store.AllowOlder("acme.tax", TestPackages.Read(older).Digest, "bob", "2.0 is slow");

        Refused(PackageFault.Downgrade, TestPackages.MakeSigned(_key, "1.9.0"));
        Assert.Equal("1.9.1", Agreed(store, store.Plan(older, "p")).Manifest.Version.ToString());
        Assert.Equal(["bob", "alice"], store.Changes.Where(change => change.Kind != StoreChangeKind.Installed || change.Version == "1.9.1").Select(change => change.Person));
        Assert.Throws<ArgumentException>(() => store.AllowOlder("acme", TestPackages.Read(older).Digest, "bob", "why"));
        Assert.Throws<ArgumentException>(() => store.AllowOlder("acme.tax", "1.9.1", "bob", "why"));
        Assert.Throws<ArgumentException>(() => store.AllowOlder("acme.tax", TestPackages.Read(older).Digest, "bob", " "));
    }

    [Fact]
    public void A_release_that_is_open_stays_the_one_it_is_whatever_is_installed_meanwhile()
    {
        var store = Open();
        Install(store, "1.0.0");
        var release = store.OpenRelease("acme.tax");
        foreach (var version in new[] { "2.0.0", "3.0.0", "4.0.0", "5.0.0" })
            Install(Open(), version);

        Assert.Equal("code1.0.0"u8.ToArray(), release.ReadFile("lib/Acme.Tax.dll"));
        Assert.Equal(new byte[5_000], release.ReadFile("lib/de/Acme.Tax.resources.dll"));
        Assert.Equal(PackageFault.Tampered, Assert.Throws<PluginPackageException>(() => store.OpenRelease("acme.tax")).Fault);
        store.Refresh();
        Assert.Equal("5.0.0", store.OpenRelease("acme.tax").Manifest.Version.ToString());
    }

    [Fact]
    public void A_folder_that_is_no_store_is_left_as_it_is()
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "packages", "newtonsoft.json"));
        File.WriteAllText(Path.Combine(_folder.FullName, "packages", "newtonsoft.json", "a"), "theirs");
        var before = Contents();

        Assert.Contains("is not empty: it holds packages", Assert.Throws<InvalidDataException>(Open).Message, StringComparison.Ordinal);
        Assert.Equal(before, Contents().Where(file => !file.Contains("store.lock", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_store_that_has_lost_its_catalogue_keeps_its_packages()
    {
        Install(Open(), "1.0.0");
        File.Delete(Path.Combine(_folder.FullName, "catalogue.json"));

        Assert.Throws<InvalidDataException>(Open);
        Assert.Single(Directory.GetFiles(Path.Combine(_folder.FullName, "packages")));
    }

    [Fact]
    public void What_is_no_package_is_not_cleared_up()
    {
        var store = Open();
        Install(store, "1.0.0");
        File.WriteAllText(Path.Combine(_folder.FullName, "packages", "note.txt"), "theirs");
        Install(store, "2.0.0");
        store.Remove("acme.tax");

        Assert.Equal(["note.txt"], Directory.GetFiles(Path.Combine(_folder.FullName, "packages")).Select(file => Path.GetFileName(file)));
    }

    [Fact]
    public void Trust_that_is_taken_away_while_the_store_is_open_counts_at_once()
    {
        var store = Open();
        Install(store, "1.0.0");
        var changes = 0;
        store.Changed += (_, _) => changes++;

        store.Trust = PluginTrust.Nobody;

        Assert.Equal(1, changes);
        Assert.Empty(store.Plugins);
        Assert.Single(store.RevokedPlugins);
        Assert.Equal(PackageFault.UnknownPublisher, Assert.Throws<PluginPackageException>(() => store.OpenRelease("acme.tax")).Fault);
        store.Trust = Trust;
        Assert.Single(store.Plugins);
        Install(store, "2.0.0");
        store.Rollback("acme.tax");
        Assert.Equal(4, changes);
    }

    [Fact]
    public void One_of_three_keys_that_is_revoked_leaves_what_the_other_two_vouch_for()
    {
        using var second = PublisherSigningKey.Generate();
        using var third = PublisherSigningKey.Generate();
        var store = PluginStore.Open(_folder.FullName, PluginTrust.Nobody.Trust("acme", 2, _key.PublicKey, second.PublicKey, third.PublicKey), _clock);
        var signed = TestPackages.Read(TestPackages.Read(TestPackages.MakeSigned(_key)).AddSignature(second)).AddSignature(third);
        Agreed(store, store.Plan(signed, "p"));

        store.Trust = store.Trust.Revoke(third.PublicKey.KeyId);
        Assert.Single(store.Plugins);
        store.OpenRelease("acme.tax");
        store.Trust = store.Trust.Revoke(second.PublicKey.KeyId);
        Assert.Empty(store.Plugins);
        Assert.Equal(PackageFault.Revoked, Assert.Throws<PluginPackageException>(() => store.OpenRelease("acme.tax")).Fault);
    }

    [Fact]
    public void What_becomes_of_the_bytes_after_planning_changes_nothing()
    {
        var store = Open();
        var bytes = TestPackages.MakeSigned(_key);
        var plan = store.Plan(bytes, "p");
        Array.Clear(bytes);

        Agreed(store, plan);

        Assert.Equal("code1.0.0"u8.ToArray(), Open().OpenRelease("acme.tax").ReadFile("lib/Acme.Tax.dll"));
    }

    [Fact]
    public void Who_goes_back_twice_by_one_decision_goes_back_once()
    {
        var store = Open();
        Install(store, "1.0.0");
        Install(store, "2.0.0");
        var digest = Install(store, "3.0.0").Digest;

        store.Rollback("acme.tax", digest);

        Assert.Equal(PackageFault.Outdated, Assert.Throws<PluginPackageException>(() => store.Rollback("acme.tax", digest)).Fault);
        Assert.Equal("2.0.0", Assert.Single(store.Plugins).Manifest.Version.ToString());
    }

    [Fact]
    public void Going_back_passes_over_what_is_revoked()
    {
        var store = Open();
        Install(store, "1.0.0");
        var second = Install(store, "2.0.0").Digest;
        Install(store, "3.0.0");
        store.Trust = Trust.Revoke(second);

        Assert.Equal("1.0.0", store.Rollback("acme.tax").Manifest.Version.ToString());
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

        Assert.Equal(PackageFault.Outdated, Assert.Throws<PluginPackageException>(() => Agreed(store, plan)).Fault);
        Assert.Equal("1.0.0", Assert.Single(Open().Plugins).Manifest.Version.ToString());
        _clock.Advance(TimeSpan.FromDays(2));
        var again = Open();
        var late = again.Plan(TestPackages.MakeSigned(_key, "3.0.0", expiresAt: TestPackages.Now.AddDays(3)), "p");
        _clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(PackageFault.Expired, Assert.Throws<PluginPackageException>(() => Agreed(again, late)).Fault);
    }

    [Fact]
    public void A_package_that_was_changed_or_taken_away_in_the_store_is_not_given_out_and_installing_again_mends_it()
    {
        var store = Open();
        Install(store, "1.0.0");
        var path = PathOf(store);
        var bytes = File.ReadAllBytes(path);
        bytes[100] ^= 1;

        foreach (var spoil in new Action[] { () => File.WriteAllText(path, "evil"), () => File.WriteAllBytes(path, bytes), () => File.Delete(path) })
        {
            spoil();
            Assert.Equal(PackageFault.Tampered, Assert.Throws<PluginPackageException>(() => store.OpenRelease("acme.tax")).Fault);
        }
        File.WriteAllBytes(path, TestPackages.Make());
        Assert.Equal(PackageFault.Unsigned, Assert.Throws<PluginPackageException>(() => store.OpenRelease("acme.tax")).Fault);
        Install(store, "1.0.0");
        Assert.Equal("code1.0.0"u8.ToArray(), store.OpenRelease("acme.tax").ReadFile("lib/Acme.Tax.dll"));
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
            Assert.Equal(PackageFault.Revoked, Assert.Throws<PluginPackageException>(() => store.OpenRelease("acme.tax").ReadFile("README.md")).Fault);
        }
        Assert.Single(Open().Plugins);
    }

    [Fact]
    public void There_is_no_way_back_to_what_is_revoked()
    {
        var first = Install(Open(), "1.0.0");
        Install(Open(), "2.0.0");
        var store = PluginStore.Open(_folder.FullName, Trust.Revoke(first.Digest), _clock);

        Assert.Equal(PackageFault.Revoked, Assert.Throws<PluginPackageException>(() => store.Rollback("acme.tax")).Fault);
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
    [InlineData("{\"format\":3,\"plugins\":{},\"changes\":[]}")]
    [InlineData("{\"format\":2,\"plugins\":{\"a.b\":{\"known\":[{\"version\":\"1\"}],\"allowed\":[],\"releases\":[]}},\"changes\":[]}")]
    [InlineData("{\"format\":2,\"plugins\":{},\"changes\":[{}]}")]
    [InlineData("""{"format":2,"plugins":{"a.b":{"known":[],"allowed":[],"releases":[{"digest":"sha256:../..","keyIds":[],"findings":[],"manifest":{}}]}},"changes":[]}""")]
    public void A_damaged_catalogue_is_said_to_be_one_and_left_as_it_is(string text)
    {
        Install(Open(), "1.0.0");
        File.WriteAllText(Path.Combine(_folder.FullName, "catalogue.json"), text);

        Assert.Contains("catalogue.json of the plugin store", Assert.Throws<InvalidDataException>(Open).Message, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(_folder.FullName, "packages")));
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

    /// <summary>A plugin whose manifest says more, or has other members in the place of those that it always has.</summary>
    private byte[] Signed(string version, string members)
    {
        var manifest = JsonNode.Parse(TestPackages.Manifest(version: version))!.AsObject();
        manifest["contracts"] = JsonNode.Parse("{ \"rule\": \"^1\", \"panel\": \"^1\" }");
        foreach (var (name, value) in JsonNode.Parse($"{{{members}}}")!.AsObject())
            manifest[name] = value?.DeepClone();
        var files = new Dictionary<string, ReadOnlyMemory<byte>> { ["plugin.json"] = Encoding.UTF8.GetBytes(manifest.ToJsonString()), ["lib/Acme.Tax.dll"] = "code"u8.ToArray() };
        return TestPackages.Read(PluginPackage.Create(files)).Sign(_key, TestPackages.Now);
    }

    private PluginStore Open() => PluginStore.Open(_folder.FullName, Trust, _clock);

    private InstalledPlugin Install(PluginStore store, string version) =>
        Agreed(store, store.Plan(TestPackages.MakeSigned(_key, version), "tax.plugin"));

    private static InstalledPlugin Agreed(PluginStore store, PluginChange change) => store.Apply(change, change.AgreedBy("alice"));

    /// <summary>The refusal is the one that is expected, and nothing in the folder is another than before.</summary>
    private void Refused(PackageFault fault, byte[] bytes)
    {
        var before = Contents();
        var store = Open();
        Assert.Equal(fault, Assert.Throws<PluginPackageException>(() => Agreed(store, store.Plan(bytes, "tax.plugin"))).Fault);
        Assert.Equal(before, Contents());
    }

    private string ConsentNeeded(PluginStore store, PluginChange change)
    {
        var before = Contents();
        var refused = Assert.Throws<PluginPackageException>(() => store.Apply(change));
        Assert.Equal(PackageFault.ConsentNeeded, refused.Fault);
        Assert.Equal(before, Contents());
        return refused.Message;
    }

    private List<string> Contents() => [.. Directory.GetFiles(_folder.FullName, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(file => $"{file} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))}")];

    private string PathOf(PluginStore store) => Path.Combine(_folder.FullName, "packages", Assert.Single(store.Plugins).Digest["sha256:".Length..] + ".plugin");
}
