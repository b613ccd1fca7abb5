using System.Reflection;

namespace Platform.Plugins.InProcess;

/// <summary>What plugins in the host's process share with it, and what they are given.</summary>
public sealed class InProcessPlugins
{
    private readonly List<Assembly> _shared = [];
    private readonly List<PluginExport> _exports = [];

    internal InProcessPlugins()
    {
    }

    /// <summary>How they are loaded.</summary>
    /// <value><see cref="PluginLoadMode.Collectible"/>.</value>
    public PluginLoadMode Mode { get; set; }

    internal IReadOnlyList<Assembly> Shared => _shared;

    internal IReadOnlyList<PluginExport> Exports => _exports;

    /// <summary>
    /// Shares the assembly of a type with plugins: one of which contracts speak. The assemblies of contracts and of exports are shared already.
    /// </summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <returns>The same object.</returns>
    public InProcessPlugins Share<T>()
    {
        _shared.Add(typeof(T).Assembly);
        return this;
    }

    /// <summary>Gives plugins a service of the host, as the one object that the host has of it. No plugin disposes of it.</summary>
    /// <typeparam name="TService">The service, a singleton of the host.</typeparam>
    /// <param name="capability">The capability for which a plugin must ask to be given it, as <c>rates</c>; all are given it when it is left out.</param>
    /// <returns>The same object.</returns>
    public InProcessPlugins Export<TService>(string? capability = null)
        where TService : class
    {
        _shared.Add(typeof(TService).Assembly);
        _exports.Add(new PluginExport(typeof(TService), capability));
        return this;
    }
}

/// <summary>A service of the host that plugins are given.</summary>
internal sealed record PluginExport(Type Service, string? Capability)
{
    public bool IsGrantedTo(IReadOnlyList<string> capabilities) => Capability is null || capabilities.Any(each => each == Capability
        || each.StartsWith(Capability + ".", StringComparison.Ordinal) || each.StartsWith(Capability + ":", StringComparison.Ordinal));
}
