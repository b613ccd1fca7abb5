using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Platform.Plugins.Extensions;
using Platform.Plugins.Generations;
using Platform.Plugins.InProcess.Containers;
using Platform.Plugins.InProcess.Loading;
using Platform.Plugins.Verification;

namespace Platform.Plugins.InProcess;

/// <summary>Runs plugins in the process of the host.</summary>
public static class PlatformPluginsInProcessExtensions
{
    /// <summary>
    /// Runs plugins in the process of the host, each in a load context and with a container of its own, and has every package verified against this host
    /// when it is installed. Versions are kept apart; trust is not: a plugin in this process can do what the process can.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Says what plugins share with the host, and what they are given.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    [RequiresUnreferencedCode("Plugins use whatever of the host and of the framework they were built against: nothing of that may be trimmed.")]
    [RequiresDynamicCode("Plugins are compiled when they are loaded.")]
    public static PlatformPluginsBuilder UseInProcess(this PlatformPluginsBuilder builder, Action<InProcessPlugins>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var plugins = new InProcessPlugins();
        configure?.Invoke(plugins);
        builder.Services.TryAddSingleton(provider => SharedAssemblies.Of(plugins, provider.GetServices<ExtensionPointRegistration>().Select(point => point.Contract)));
        builder.Services.TryAddSingleton(static provider => new PluginVerifier(provider.GetRequiredService<SharedAssemblies>().Host));
        builder.Services.TryAddSingleton(_ => new HttpBroker(plugins));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IPluginRuntime, InProcessRuntime>(provider => new InProcessRuntime(
            provider.GetRequiredService<SharedAssemblies>(), plugins, new PluginContainer(provider, plugins.Exports, provider.GetRequiredService<HttpBroker>()))));
        return builder;
    }
}
