using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Plugins.Abstractions;
using Platform.Plugins.Verification;

namespace Platform.Plugins.InProcess.Loading;

/// <summary>An assembly that somebody has named to be shared with plugins: one list for all levels of isolation.</summary>
internal sealed record SharedAssembly(Assembly Assembly);

/// <summary>The assemblies of which a plugin has the host's own, by an explicit list. Everything else of the host's does not exist for it.</summary>
internal sealed class SharedAssemblies
{
    private readonly Dictionary<string, Assembly> _shared;

    private SharedAssemblies(Dictionary<string, Assembly> shared, HostAssemblies host) => (_shared, Host) = (shared, host);

    /// <summary>The same, for whoever looks into a plugin before it is loaded.</summary>
    public HostAssemblies Host { get; }

    /// <summary>Their names.</summary>
    public IEnumerable<string> Names => _shared.Keys;

    public static SharedAssemblies Of(IEnumerable<Assembly> assemblies, IEnumerable<Type> contracts)
    {
        // What containers of plugins give out is spoken of in these.
        Assembly[] always = [typeof(PluginContractAttribute).Assembly, typeof(ILogger).Assembly, typeof(IConfiguration).Assembly, typeof(IServiceCollection).Assembly];
        var host = HostAssemblies.OfRuntime();
        var shared = new Dictionary<string, Assembly>(StringComparer.OrdinalIgnoreCase);
        foreach (var assembly in always.Concat(contracts.Select(contract => contract.Assembly)).Concat(assemblies).Distinct())
        {
            var name = assembly.GetName().Name!;
            if (host.IsOfFramework(name))
                continue;
            if (assembly.Location.Length == 0)
                throw new InvalidOperationException($"{name} is shared with plugins, and lies in no file: what refers to it could not be verified. Publish the host without a single file.");
            host = host.Share(assembly.Location);
            shared[name] = assembly;
        }
        return new SharedAssemblies(shared, host);
    }

    public bool TryFind(string name, out Assembly? assembly) => _shared.TryGetValue(name, out assembly);

    public bool IsOfFramework(string name) => Host.IsOfFramework(name);
}
