using Platform.Plugins.Abstractions;
using Platform.Plugins.Catalogue;
using Platform.Plugins.Contracts;
using Platform.Plugins.Manifests;
using Platform.Plugins.Versions;

namespace Platform.Aot.TestApp.Exercises;

internal sealed class PluginsExercise : IExercise
{
    public string Package => "Platform.Plugins";

    public Task RunAsync(CancellationToken cancellationToken)
    {
        var range = VersionRange.Parse("^1.2 || 3.x");
        Expect.That(range.Contains(SemanticVersion.Parse("1.9.4")) && range.Contains(SemanticVersion.Parse("3.0.0")), "a range contains what it says");
        Expect.That(!range.Contains(SemanticVersion.Parse("2.0.0")) && !range.Contains(SemanticVersion.Parse("1.3.0-beta")), "and nothing else");

        var manifest = PluginManifest.Read(
            """{ "id": "acme.tax", "version": "1.0.0", "assembly": "A.dll", "contracts": { "rule": "^1.2" }, "contributes": [{ "contract": "rule", "name": "vat", "type": "A" }] }"""u8.ToArray(), "plugin.json");
        var catalogue = PluginCatalogue.Create([new InstalledPlugin(manifest, "sha256:0")], HostContracts.Empty.Add<IRule>());
        Expect.That(catalogue.ContributionsTo("rule").Single().Contribution.Name == "vat", "a catalogue says who brings what");
        Expect.That(!PluginManifest.TryRead("""{ "id": 7 }"""u8.ToArray(), "plugin.json", out _, out var faults) && faults.Count == 5, "a manifest says all that is wrong");
        using var schema = PluginManifest.OpenSchema();
        Expect.That(schema.Length > 0, "the schema is there");
        return Task.CompletedTask;
    }

    [PluginContract("rule", "1.2")]
    private interface IRule;
}
