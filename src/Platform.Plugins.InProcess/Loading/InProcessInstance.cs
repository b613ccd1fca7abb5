using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Platform.Plugins.Generations;
using Platform.Plugins.InProcess.Containers;
using Platform.Plugins.Manifests;

namespace Platform.Plugins.InProcess.Loading;

/// <summary>A release of a plugin in the host's process: its load context, its container, and what they have made.</summary>
internal sealed class InProcessInstance(PluginLoadContext context) : IPluginInstance
{
    private readonly Dictionary<ManifestContribution, object> _contributions = [];
    private PluginLoadContext? _context = context;
    private ServiceProvider? _services;

    public void Start(PluginContainer container, PluginManifest manifest, IReadOnlyDictionary<string, Type> contracts)
    {
        var assembly = _context!.LoadMain();
        var types = manifest.Contributions.Where(contribution => contracts.ContainsKey(contribution.Contract))
            .Select(contribution => (Contribution: contribution, Type: TypeOf(assembly, contribution, contracts[contribution.Contract]))).ToList();
        _services = container.Build(manifest, types.Select(each => each.Type).Distinct());
        foreach (var (contribution, type) in types)
            _contributions[contribution] = _services.GetRequiredService(type);
    }

    public object GetContribution(ManifestContribution contribution) => _contributions[contribution];

    public async ValueTask DisposeAsync()
    {
        if (_services is { } services)
            await services.DisposeAsync().ConfigureAwait(false);
    }

    public WeakReference? Unload()
    {
        if (_context is not { } context)
            return null;
        _contributions.Clear();
        (_services, _context) = (null, null);
        if (!context.IsCollectible)
            return null;
        context.Clear();
        context.Unload();
        return new WeakReference(context, trackResurrection: true);
    }

    private static Type TypeOf(Assembly assembly, ManifestContribution contribution, Type contract)
    {
        var type = assembly.GetType(contribution.Type)
            ?? throw new PluginStartException($"{contribution.Type}, which the manifest names, is not in {assembly.GetName().Name}: correct /contributes in plugin.json.");
        return contract.IsAssignableFrom(type) ? type
            : throw new PluginStartException($"{contribution.Type} does not implement {contract} of the host.");
    }
}
