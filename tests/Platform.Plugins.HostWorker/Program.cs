// Started by the tests with a folder for its store and the assembly of a plugin. It packs, signs and installs that, and writes a line
// with the process in which the plugin runs. Then it goes on until it is killed.

using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Platform.Plugins;
using Platform.Plugins.Extensions;
using Platform.Plugins.HostWorker;
using Platform.Plugins.InProcess;
using Platform.Plugins.Packages;
using Platform.Plugins.Signatures;
using Platform.Plugins.Storage;
using Platform.Plugins.Trust;

const string Manifest = """
    {
      "id": "acme.place", "version": "1.0.0", "assembly": "Acme.Plugin.dll", "isolation": "process", "contracts": { "place": "^1.0" },
      "contributes": [{ "contract": "place", "name": "here", "type": "Acme.Place" }]
    }
    """;
var (folder, assembly) = (args[0], args[1]);
using var key = PublisherSigningKey.Generate();
var services = new ServiceCollection();
services.AddLogging();
services.AddPlatformPlugins(options => options.Store = folder)
    .UseTrust(PluginTrust.Nobody.Trust("acme", key.PublicKey))
    .AddExtensionPoint<IPlace>()
    .UseProcesses();
await using var provider = services.BuildServiceProvider();
var package = PluginPackage.Read(
    PluginPackage.Create(new Dictionary<string, ReadOnlyMemory<byte>>
    {
        ["plugin.json"] = Encoding.UTF8.GetBytes(Manifest),
        ["Acme.Plugin.dll"] = await File.ReadAllBytesAsync(assembly),
    }),
    "acme.place");
var store = provider.GetRequiredService<PluginStore>();
var change = store.Plan(package.Sign(key, TimeProvider.System.GetUtcNow()), "acme.place");
store.Apply(change, change.NeedsConsent ? change.AgreedBy("tests") : null);
using var places = await provider.GetRequiredService<ExtensionPoint<IPlace>>().AcquireAsync();
Console.WriteLine(await places[0].ProcessAsync(CancellationToken.None));
await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None);
