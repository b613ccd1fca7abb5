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

    /// <summary>
    /// Whether the clients of plugins may connect to addresses that are not of the public Internet (loopback, private networks, the metadata services of
    /// clouds), where a name for which a plugin has asked leads there. Addresses for which it has asked as such, as <c>net.http:10.0.0.7</c>, are as they are.
    /// </summary>
    /// <value><see langword="false"/>.</value>
    public bool AllowPrivateAddresses { get; set; }

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
    /// <param name="capability">The capability for which a plugin must ask, in exactly these words, to be given it, as <c>rates</c> or
    /// <c>rates.read</c>; all are given it when it is left out.</param>
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
    /// <summary>Exactly what was asked for: who asks for a part, or for a whole of which this is a part, has not asked for this.</summary>
    public bool IsGrantedTo(IReadOnlyList<string> capabilities) => Capability is null || capabilities.Contains(Capability);
}
