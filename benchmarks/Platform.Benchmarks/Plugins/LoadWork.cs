using McMaster.NETCore.Plugins;
using Microsoft.Extensions.DependencyInjection;
using Platform.Plugins.Generations;
using Platform.Plugins.Storage;

namespace Platform.Benchmarks.Plugins;

/// <summary>
/// One plugin loaded, called and unloaded: ours from its signed package, which is verified each time; the peer from a folder, with the host's types shared in
/// the way that costs it least: naming them has it load all that their assembly refers to.
/// </summary>
internal sealed class LoadWork : IDisposable
{
    private static readonly Dictionary<string, Type> Contracts = new(StringComparer.Ordinal) { ["price-rule"] = typeof(IPriceRule) };

    private readonly PluginServices _plugins = new(1);
    private readonly PluginStore _store;
    private readonly IPluginRuntime _runtime;
    private readonly string _file;

    public LoadWork()
    {
        _store = _plugins.Services.GetRequiredService<PluginStore>();
        _runtime = _plugins.Services.GetRequiredService<IPluginRuntime>();
        _file = Path.Combine(_plugins.Folder.FullName, "Acme.Rules.dll");
        File.WriteAllBytes(_file, _plugins.Assembly);
    }

    public int Load()
    {
        var release = _store.OpenRelease("acme.rule0");
        var plugin = _runtime.StartAsync(release, Contracts, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        var price = ((IPriceRule)plugin.GetContribution(release.Manifest.Contributions[0])).Apply(1);
        plugin.DisposeAsync().AsTask().GetAwaiter().GetResult();
        plugin.Unload();
        return price;
    }

    public int LoadByMcMaster()
    {
        using var loader = PluginLoader.CreateFromAssemblyFile(_file, isUnloadable: true, sharedTypes: [], config => config.PreferSharedTypes = true);
        var type = loader.LoadDefaultAssembly().GetType("Acme.Rules.One", throwOnError: true)!;
        return ((IPriceRule)Activator.CreateInstance(type)!).Apply(1);
    }

    public void Dispose() => _plugins.Dispose();
}
