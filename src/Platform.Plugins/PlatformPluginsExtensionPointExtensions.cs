using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.Plugins.Abstractions;
using Platform.Plugins.Contracts;
using Platform.Plugins.Extensions;
using Platform.Plugins.Generations;
using Platform.Plugins.Trust;

namespace Platform.Plugins;

/// <summary>Says where plugins extend a host, and whose.</summary>
public static class PlatformPluginsExtensionPointExtensions
{
    /// <summary>Offers a contract to plugins. Inject <see cref="ExtensionPoint{TContract}"/> to call them.</summary>
    /// <typeparam name="TContract">An interface with <see cref="PluginContractAttribute"/>.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">What becomes of calls that fail; the defaults when left out.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The type is no contract, is offered already, or the policy cannot hold.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static PlatformPluginsBuilder AddExtensionPoint<TContract>(this PlatformPluginsBuilder builder, Action<FaultPolicy>? configure = null)
        where TContract : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        // Says what is wrong with the attribute, if something is.
        _ = HostContracts.Empty.Add<TContract>();
        var name = typeof(TContract).GetCustomAttribute<PluginContractAttribute>()!.Name;
        var policy = new FaultPolicy();
        configure?.Invoke(policy);
        if (policy.Timeout <= TimeSpan.Zero || policy.Timeout > TimeSpan.FromDays(1) || policy.BreakAfter < 1 || policy.BreakFor <= TimeSpan.Zero || policy.Parallelism < 1)
        {
            throw new ArgumentException(
                $"The fault policy of {name} cannot hold: Timeout is more than nothing and at most a day, BreakAfter and Parallelism are at least 1, BreakFor is more than nothing.", nameof(configure));
        }
        if (builder.Services.Any(service => service.ImplementationInstance is ExtensionPointRegistration other && other.Name == name))
            throw new ArgumentException($"The contract {name} is offered already.");
        var registration = new ExtensionPointRegistration<TContract>(name, policy);
        builder.Services.AddSingleton<ExtensionPointRegistration>(registration);
        builder.Services.AddSingleton(provider => new ExtensionPoint<TContract>(provider.GetRequiredService<PluginHost>(), registration));
        return builder;
    }

    /// <summary>Says whose plugins may be installed and used. Without it: nobody's.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="trust">The policy. It may be exchanged while the host runs: <c>store.Trust = …</c></param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformPluginsBuilder UseTrust(this PlatformPluginsBuilder builder, PluginTrust trust)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(trust);
        builder.Services.Replace(ServiceDescriptor.Singleton(trust));
        return builder;
    }

    /// <summary>Adds a health check: degraded while a plugin cannot be used, is left out, does not stop or stays in memory. It names each of them.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="tags">The tags of the health check.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static PlatformPluginsBuilder AddHealthCheck(this PlatformPluginsBuilder builder, params IEnumerable<string> tags)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            "platform-plugins", static provider => new PluginHealthCheck(provider.GetRequiredService<PluginHost>()), HealthStatus.Degraded, tags));
        return builder;
    }
}
