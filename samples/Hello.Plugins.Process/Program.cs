using Hello.Plugins.Process.Contract;
using Microsoft.Extensions.DependencyInjection;
using Platform.Plugins;
using Platform.Plugins.Extensions;
using Platform.Plugins.InProcess;
using Platform.Plugins.Packages;
using Platform.Plugins.Signatures;
using Platform.Plugins.Storage;
using Platform.Plugins.Trust;

// A plugin, packed and signed as its publisher does it.
using var key = PublisherSigningKey.Generate();
const string Assembly = "Hello.Plugins.Process.Plugin.dll";
var files = new Dictionary<string, ReadOnlyMemory<byte>>
{
    ["plugin.json"] = """
        {
          "id": "hello.greeter", "version": "1.0.0", "assembly": "Hello.Plugins.Process.Plugin.dll", "isolation": "process",
          "contracts": { "greeter": "^1.0" },
          "contributes": [{ "contract": "greeter", "name": "polite", "type": "Hello.Plugins.Process.Plugin.Greeter" }]
        }
        """u8.ToArray(),
    [Assembly] = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, Assembly)),
};
var package = PluginPackage.Read(PluginPackage.Create(files), "greeter.plugin").Sign(key, TimeProvider.System.GetUtcNow());

// A host that trusts this publisher, and gives plugins processes of their own.
var folder = Directory.CreateTempSubdirectory("hello-plugins-");
var services = new ServiceCollection();
services.AddPlatformPlugins(options => options.Store = folder.FullName)
    .UseTrust(PluginTrust.Nobody.Trust("hello", key.PublicKey))
    .AddExtensionPoint<IGreeter>()
    .UseProcesses();
await using (var host = services.BuildServiceProvider())
{
    var store = host.GetRequiredService<PluginStore>();
    var change = store.Plan(package, "greeter.plugin");
    store.Apply(change, change.NeedsConsent ? change.AgreedBy("alice") : null);
    var greeters = host.GetRequiredService<ExtensionPoint<IGreeter>>();
    foreach (var name in (string[])["Ada", ""])
    {
        foreach (var answer in await greeters.InvokeAsync(name, static (greeter, name, token) => greeter.GreetAsync(name, token)))
        {
            Console.WriteLine(answer.Value is { } greeting
                ? $"{greeting.Text} From {(greeting.Process == Environment.ProcessId ? "the host" : "another process")}."
                : $"{answer.PluginId}: {answer.Outcome}");
        }
    }
}
folder.Delete(recursive: true);
