using Platform.Plugins.Abstractions;
using Platform.Plugins.Catalogue;
using Platform.Plugins.Contracts;
using Platform.Plugins.Manifests;

// Two plugins that fit, one for a later host, and one whose manifest is wrong. No assembly is looked at.
string[] manifests = [Manifest("acme.tax", "1.4.0", "^1.2"), Manifest("acme.old", "0.9.0", "1.x || 0.9.x"), Manifest("acme.next", "2.0.0", "^2.0"), Manifest("acme", "1.4", "1.2 -2")];

var installed = new List<InstalledPlugin>();
foreach (var json in manifests)
{
    if (PluginManifest.TryRead(System.Text.Encoding.UTF8.GetBytes(json), "plugin.json", out var manifest, out var faults))
        installed.Add(new InstalledPlugin(manifest, $"sha256:{manifest.Id}"));
    foreach (var fault in faults)
        Console.WriteLine(fault);
}

var catalogue = PluginCatalogue.Create(installed, HostContracts.Empty.Add<IRequestRule>());
foreach (var (plugin, contribution) in catalogue.ContributionsTo("request-rule"))
    Console.WriteLine($"{contribution.Name} of {plugin.Manifest.Id} {plugin.Manifest.Version}");
foreach (var refusal in catalogue.Refusals)
    Console.WriteLine(refusal.Reason);

static string Manifest(string id, string version, string range) => $$"""
    {
      "id": "{{id}}", "version": "{{version}}", "assembly": "Rules.dll", "contracts": { "request-rule": "{{range}}" },
      "contributes": [{ "contract": "request-rule", "name": "streets", "type": "Rules.Streets" }]
    }
    """;

[PluginContract("request-rule", "1.2")]
internal interface IRequestRule;
