using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Plugins.Manifests;

namespace Platform.Plugins.InProcess.Containers;

/// <summary>Makes the containers of plugins. Each has what is granted to it, and knows nothing else of the host.</summary>
internal sealed class PluginContainer(IServiceProvider host, IReadOnlyList<PluginExport> exports, HttpBroker http)
{
    /// <summary>The section of the configuration in which each plugin has its own, by its id.</summary>
    public const string Section = "Plugins";

    public ServiceProvider Build(PluginManifest manifest, IEnumerable<Type> contributions)
    {
        var services = new ServiceCollection();
        // Instances, and not factories: a container disposes of what it has made itself.
        services.AddSingleton(host.GetService<TimeProvider>() ?? TimeProvider.System);
        services.AddSingleton<ILoggerFactory>(new PluginLoggerFactory(host.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance, manifest.Id));
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddMetrics();
        services.AddSingleton<IConfiguration>(host.GetService<IConfiguration>() is { } configuration
            ? configuration.GetSection(Section).GetSection(manifest.Id) : new ConfigurationBuilder().Build());
        if (HttpBroker.GrantsOf(manifest.Id, manifest.Capabilities) is { Count: > 0 } grants)
            services.AddSingleton(_ => http.CreateClient(manifest.Id, grants));
        foreach (var export in exports.Where(export => export.IsGrantedTo(manifest.Capabilities)))
            services.AddSingleton(export.Service, host.GetRequiredService(export.Service));
        foreach (var type in contributions)
            services.AddSingleton(type);
        return services.BuildServiceProvider();
    }
}
