using System.Collections.Frozen;
using System.Collections.Immutable;
using Platform.Plugins.Contracts;
using Platform.Plugins.Manifests;
using Platform.Shared;

namespace Platform.Plugins.Catalogue;

/// <summary>Which plugin brings what, decided from manifests alone: no assembly is opened. Immutable, and safe for use by several threads.</summary>
/// <remarks>A plugin that cannot be used is refused with its reason, and never keeps the others from being used, except those that depend on it.</remarks>
public sealed class PluginCatalogue
{
    private readonly FrozenDictionary<string, ImmutableArray<PluginContribution>> _contributions;

    private PluginCatalogue(ImmutableArray<InstalledPlugin> plugins, ImmutableArray<PluginRefusal> refusals)
    {
        (Plugins, Refusals) = (plugins, refusals);
        _contributions = plugins
            .SelectMany(plugin => plugin.Manifest.Contributions.Select(contribution => new PluginContribution(plugin, contribution)))
            .GroupBy(contribution => contribution.Contribution.Contract, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.ToImmutableArray(), StringComparer.Ordinal);
    }

    /// <summary>The plugins that can be used, in the order of their ids.</summary>
    public ImmutableArray<InstalledPlugin> Plugins { get; }

    /// <summary>Those that cannot, in the order of their ids.</summary>
    public ImmutableArray<PluginRefusal> Refusals { get; }

    /// <summary>Decides which plugins can be used.</summary>
    /// <param name="installed">What is installed.</param>
    /// <param name="contracts">What the host offers.</param>
    /// <returns>The catalogue.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PluginCatalogue Create(IEnumerable<InstalledPlugin> installed, HostContracts contracts)
    {
        ArgumentNullException.ThrowIfNull(installed);
        ArgumentNullException.ThrowIfNull(contracts);
        var refusals = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var usable = new SortedDictionary<string, InstalledPlugin>(StringComparer.Ordinal);
        foreach (var plugins in installed.GroupBy(plugin => plugin.Manifest.Id, StringComparer.Ordinal))
        {
            var plugin = plugins.First();
            if (plugins.Skip(1).Any())
                refusals[plugins.Key] = $"{plugins.Key} is installed {plugins.Count()} times, in {string.Join(" and ", plugins.Select(each => each.Manifest.Version))}: keep one.";
            else if (WrongContract(plugin.Manifest, contracts) is { } reason)
                refusals[plugins.Key] = reason;
            else
                usable[plugins.Key] = plugin;
        }
        foreach (var id in usable.Keys.Where(id => IsInCircle(id, usable)).ToList())
            refusals[id] = $"{id} needs {string.Join(" and ", usable[id].Manifest.Dependencies.Keys)}, and is needed there, perhaps over others: a circle cannot be started.";
        foreach (var id in refusals.Keys)
            usable.Remove(id);
        RefuseDependents(usable, refusals);
        return new PluginCatalogue([.. usable.Values], [.. refusals.Select(refusal => new PluginRefusal(refusal.Key, refusal.Value))]);
    }

    /// <summary>What plugins bring for a contract, in the order of their ids, and of the manifest within each.</summary>
    /// <param name="contract">The name of the contract.</param>
    /// <returns>The contributions; none where nobody brings one.</returns>
    [HotPath]
    public ImmutableArray<PluginContribution> ContributionsTo(string contract) => _contributions.TryGetValue(contract, out var contributions)
        ? contributions : [];

    private static string? WrongContract(PluginManifest manifest, HostContracts contracts)
    {
        foreach (var (name, range) in manifest.Contracts)
        {
            if (!contracts.TryGetVersion(name, out var version))
            {
                var suggestion = NearestName.Of(name, contracts.Names) is { } nearest ? $"; it offers {nearest}" : "";
                return $"{manifest.Id} {manifest.Version} needs the contract {name}, which this host does not offer{suggestion}.";
            }
            if (!range.Contains(version))
            {
                return $"{manifest.Id} {manifest.Version} needs {name} {range}, and this host offers {version}: "
                    + "install a version of the plugin that was built for it, or a host that offers the contract.";
            }
        }
        return null;
    }

    /// <summary>Takes away who depends on what is not there, until nobody is left who does.</summary>
    private static void RefuseDependents(SortedDictionary<string, InstalledPlugin> usable, SortedDictionary<string, string> refusals)
    {
        while (true)
        {
            var refused = usable.Values.Select(plugin => (plugin.Manifest.Id, Reason: WrongDependency(plugin.Manifest, usable, refusals))).Where(each =>
                each.Reason is not null).ToList();
            if (refused is [])
                return;
            foreach (var (id, reason) in refused)
            {
                usable.Remove(id);
                refusals[id] = reason!;
            }
        }
    }

    private static string? WrongDependency(PluginManifest manifest, SortedDictionary<string, InstalledPlugin> usable, SortedDictionary<string, string> refusals)
    {
        foreach (var (id, dependency) in manifest.Dependencies)
        {
            if (refusals.ContainsKey(id))
                return $"{manifest.Id} {manifest.Version} needs {id}, which cannot be used.";
            if (!usable.TryGetValue(id, out var found))
                return $"{manifest.Id} {manifest.Version} needs {id} {dependency.Versions}, which is not installed.";
            if (!dependency.Versions.Contains(found.Manifest.Version))
                return $"{manifest.Id} {manifest.Version} needs {id} {dependency.Versions}, and {found.Manifest.Version} is installed.";
        }
        return null;
    }

    /// <summary>Whether a plugin needs itself, over others or not.</summary>
    private static bool IsInCircle(string id, SortedDictionary<string, InstalledPlugin> usable)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var next = new Stack<string>(usable[id].Manifest.Dependencies.Keys);
        while (next.TryPop(out var needed))
        {
            if (needed == id)
                return true;
            if (!seen.Add(needed) || !usable.TryGetValue(needed, out var plugin))
                continue;
            foreach (var further in plugin.Manifest.Dependencies.Keys)
                next.Push(further);
        }
        return false;
    }
}
