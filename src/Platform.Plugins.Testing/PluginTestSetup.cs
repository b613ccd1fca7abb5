using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Platform.Plugins.Extensions;
using Platform.Plugins.InProcess;

namespace Platform.Plugins.Testing;

/// <summary>What a host of a test offers to plugins.</summary>
public sealed class PluginTestSetup
{
    internal PluginTestSetup()
    {
    }

    /// <summary>The clock of the host and of its plugins.</summary>
    /// <value>That of the system.</value>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>
    /// Whether clients that plugins were granted may connect to this machine and to private networks, as they must for a server of the test.
    /// </summary>
    /// <value><see langword="false"/>, as in a host.</value>
    public bool AllowPrivateAddresses { get; set; }

    internal List<Action<PlatformPluginsBuilder>> Points { get; } = [];

    internal List<Action<IServiceCollection>> Services { get; } = [];

    internal List<Action<InProcessPlugins>> Given { get; } = [];

    internal Dictionary<string, string?> Settings { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Offers a contract. Its assembly is shared with plugins.</summary>
    /// <typeparam name="TContract">An interface with <c>[PluginContract]</c>.</typeparam>
    /// <param name="policy">What becomes of calls that fail; the defaults when left out.</param>
    /// <returns>The same object.</returns>
    public PluginTestSetup Offer<TContract>(Action<FaultPolicy>? policy = null)
        where TContract : class
    {
        Points.Add(builder => builder.AddExtensionPoint<TContract>(policy));
        return this;
    }

    /// <summary>Gives plugins a service: a fake, mostly. No plugin disposes of it.</summary>
    /// <typeparam name="TService">The service, as plugins ask for it.</typeparam>
    /// <param name="service">The object.</param>
    /// <param name="capability">The capability for which a plugin must ask to be given it; all are given it when it is left out.</param>
    /// <returns>The same object.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="service"/> is <see langword="null"/>.</exception>
    public PluginTestSetup Grant<TService>(TService service, string? capability = null)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(service);
        Services.Add(services => services.AddSingleton(service));
        Given.Add(plugins => plugins.Export<TService>(capability));
        return this;
    }

    /// <summary>Shares the assembly of a type with plugins: one of which contracts speak.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <returns>The same object.</returns>
    public PluginTestSetup Share<T>()
    {
        Given.Add(static plugins => plugins.Share<T>());
        return this;
    }

    /// <summary>Sets a setting of a plugin.</summary>
    /// <param name="pluginId">The plugin.</param>
    /// <param name="key">The name as the plugin reads it, with colons between sections.</param>
    /// <param name="value">The value.</param>
    /// <returns>The same object.</returns>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    /// <exception cref="ArgumentNullException">A name is <see langword="null"/>.</exception>
    public PluginTestSetup Set(string pluginId, string key, string? value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(pluginId);
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        Settings[$"Plugins:{pluginId}:{key}"] = value;
        return this;
    }

    [RequiresUnreferencedCode("Plugins use whatever of the host and of the framework they were built against: nothing of that may be trimmed.")]
    [RequiresDynamicCode("Plugins are compiled when they are loaded.")]
    internal void Configure(PlatformPluginsBuilder builder)
    {
        foreach (var service in Services)
            service(builder.Services);
        foreach (var point in Points)
            point(builder);
        builder.UseInProcess(plugins =>
        {
            plugins.AllowPrivateAddresses = AllowPrivateAddresses;
            foreach (var give in Given)
                give(plugins);
        });
    }
}
