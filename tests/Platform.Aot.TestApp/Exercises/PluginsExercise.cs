using System.Text;
using Platform.Plugins.Abstractions;
using Platform.Plugins.Catalogue;
using Platform.Plugins.Contracts;
using Platform.Plugins.Manifests;
using Platform.Plugins.Packages;
using Platform.Plugins.Signatures;
using Platform.Plugins.Storage;
using Platform.Plugins.Trust;
using Platform.Plugins.Versions;

namespace Platform.Aot.TestApp.Exercises;

internal sealed class PluginsExercise : IExercise
{
    private const string Manifest =
        """{ "id": "acme.tax", "version": "1.0.0", "assembly": "A.dll", "contracts": { "rule": "^1.2" }, "contributes": [{ "contract": "rule", "name": "vat", "type": "A" }] }""";

    public string Package => "Platform.Plugins";

    public Task RunAsync(CancellationToken cancellationToken)
    {
        var range = VersionRange.Parse("^1.2 || 3.x");
        Expect.That(range.Contains(SemanticVersion.Parse("1.9.4")) && range.Contains(SemanticVersion.Parse("3.0.0")), "a range contains what it says");
        Expect.That(!range.Contains(SemanticVersion.Parse("2.0.0")) && !range.Contains(SemanticVersion.Parse("1.3.0-beta")), "and nothing else");
        Expect.That(!PluginManifest.TryRead("""{ "id": 7 }"""u8.ToArray(), "plugin.json", out _, out var faults) && faults.Count == 5, "a manifest says all that is wrong");
        using var schema = PluginManifest.OpenSchema();
        Expect.That(schema.Length > 0, "the schema is there");

        var folder = Directory.CreateTempSubdirectory("plugins-");
        try
        {
            Install(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        return Task.CompletedTask;
    }

    private static void Install(string folder)
    {
        using var key = PublisherSigningKey.FromPem(PublisherSigningKey.Generate().ExportInsecurePrivateKeyPem());
        var trust = PluginTrust.Nobody.Trust("acme", PublisherKey.FromPem(key.PublicKey.ToPem()));
        var bytes = PluginPackage.Create(new Dictionary<string, ReadOnlyMemory<byte>> { ["plugin.json"] = Encoding.UTF8.GetBytes(Manifest), ["A.dll"] = "code"u8.ToArray() });
        var signed = PluginPackage.Read(bytes, "a.plugin").Sign(key, TimeProvider.System.GetUtcNow());

        var store = PluginStore.Open(folder, trust);
        var change = store.Plan(signed, "a.plugin");
        store.Apply(change, change.AgreedBy("alice"));
        var again = PluginStore.Open(folder, trust);
        Expect.That(again.OpenRelease("acme.tax").ReadFile("A.dll").AsSpan().SequenceEqual("code"u8), "what is installed is there");
        Expect.That(again.Changes.Single().Kind == StoreChangeKind.Installed, "the journal is read");
        var catalogue = PluginCatalogue.Create(again.Plugins, HostContracts.Empty.Add<IRule>());
        Expect.That(catalogue.ContributionsTo("rule").Single().Contribution.Name == "vat", "a catalogue says who brings what");
        try
        {
            store.Plan(bytes, "unsigned.plugin");
            Expect.That(false, "what is not signed is refused");
        }
        catch (PluginPackageException refused)
        {
            Expect.That(refused.Fault == PackageFault.Unsigned, "and the fault says so");
        }
    }

    [PluginContract("rule", "1.2", InProcessOnly = true)]
    private interface IRule;
}
