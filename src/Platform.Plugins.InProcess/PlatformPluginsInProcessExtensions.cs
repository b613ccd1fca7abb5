using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Platform.Plugins.Extensions;
using Platform.Plugins.Generations;
using Platform.Plugins.InProcess.Containers;
using Platform.Plugins.InProcess.Loading;
using Platform.Plugins.InProcess.Processes;
using Platform.Plugins.InProcess.Sandbox;
using Platform.Plugins.Observing;
using Platform.Plugins.Verification;

namespace Platform.Plugins.InProcess;

/// <summary>Runs plugins in the process of the host, or in processes of their own.</summary>
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
        builder.Share(plugins.Shared);
        builder.Services.TryAddSingleton(_ => new HttpBroker(plugins));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IPluginRuntime, InProcessRuntime>(provider => new InProcessRuntime(
            provider.GetRequiredService<SharedAssemblies>(), plugins, new PluginContainer(provider, plugins.Exports, provider.GetRequiredService<HttpBroker>()))));
        return builder;
    }

    /// <summary>
    /// Runs plugins in processes of their own, one for each: those whose manifest asks for it (<c>"isolation": "process"</c> or
    /// <c>"sandbox"</c>), and all where the host runs none in its own process. On Linux with Landlock and seccomp the kernel keeps each
    /// from files, sockets and programs that it was not granted.
    /// </summary>
    /// <remarks>Contracts have to be compiled with the generator of Platform.Plugins.Abstractions. The host needs an installed
    /// <c>dotnet</c> and files of its own
    /// beside it: it may be neither a single file nor bring its framework along.</remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Says what processes may use, and what becomes of those that end.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">What was said cannot hold.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    [RequiresUnreferencedCode(
        "Plugins use whatever of the host and of the framework they were built against: nothing of that may be trimmed.")]
    [RequiresDynamicCode("Plugins are compiled when they are loaded.")]
    public static PlatformPluginsBuilder UseProcesses(this PlatformPluginsBuilder builder, Action<ProcessPlugins>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var plugins = new ProcessPlugins();
        configure?.Invoke(plugins);
        if (plugins.Faults().FirstOrDefault() is { } fault)
            throw new ArgumentException(fault, nameof(configure));
        builder.Share(plugins.Shared);
        builder.Services.TryAddSingleton(static _ => new ProcessStarter());
        builder.Services.TryAddSingleton(static _ => new SystemIsolation(SandboxLevel.Best));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IPluginRuntime, ProcessRuntime>(provider => new ProcessRuntime(
            plugins, provider.GetRequiredService<SystemIsolation>(), provider.GetRequiredService<SharedAssemblies>(),
            provider.GetRequiredService<ProcessStarter>(),
            provider.GetRequiredService<IOptions<PlatformPluginsOptions>>().Value, provider.GetService<IConfiguration>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<Telemetry>(),
            provider.GetRequiredService<PluginWatch>(),
            provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance)));
        return builder;
    }

    private static void Share(this PlatformPluginsBuilder builder, IEnumerable<Assembly> assemblies)
    {
        foreach (var assembly in assemblies)
            builder.Services.AddSingleton(new SharedAssembly(assembly));
        builder.Services.TryAddSingleton(static provider => SharedAssemblies.Of(
            provider.GetServices<SharedAssembly>().Select(each => each.Assembly),
            provider.GetServices<ExtensionPointRegistration>().Select(point => point.Contract)));
        builder.Services.TryAddSingleton(static provider => new PluginVerifier(provider.GetRequiredService<SharedAssemblies>().Host));
    }
}
