using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Dispatch;
using Platform.Webhooks.Outbox.Redelivery;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks;

/// <summary>Adds an outbox to a host. It needs no webhooks.</summary>
public static class PlatformWebhooksOutboxExtensions
{
    /// <summary>Adds <see cref="IOutbox"/> and <see cref="IInbox"/>, with the defaults: kept in memory until an engine is named.</summary>
    /// <param name="services">The services of the host.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is <see langword="null"/>.</exception>
    public static PlatformOutboxBuilder AddPlatformOutbox(this IServiceCollection services) => services.AddPlatformOutbox(static _ => { });

    /// <summary>The same, with options from a section of the configuration, read when the host starts. A name that is not an option is an error.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="section">The section; its keys are the properties of <see cref="PlatformOutboxOptions"/>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformOutboxBuilder AddPlatformOutbox(this IServiceCollection services, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return services.AddPlatformOutbox(options => section.Bind(options, static binder => binder.ErrorOnUnknownConfiguration = true));
    }

    /// <summary>The same, with options from code.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformOutboxBuilder AddPlatformOutbox(this IServiceCollection services, Action<PlatformOutboxOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptionsWithValidateOnStart<PlatformOutboxOptions>().Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PlatformOutboxOptions>, PlatformOutboxOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static _ => new Telemetry());
        services.TryAddSingleton(static _ => new Jitter());
        services.TryAddSingleton<IOutboxStore>(static _ => new InMemoryOutboxStore());
        services.TryAddSingleton(static provider => new DatabaseOutbox(provider.GetRequiredService<IOutboxStore>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IOutbox>(static provider => provider.GetRequiredService<DatabaseOutbox>());
        services.TryAddSingleton<IInbox>(static provider => provider.GetRequiredService<DatabaseOutbox>());
        services.TryAddSingleton<IOutboxRedelivery>(
            static provider => new OutboxRedelivery(provider.GetRequiredService<IOutboxStore>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static provider => new OutboxDispatcher(
            provider.GetRequiredService<IOutboxStore>(),
            provider.GetRequiredService<IOptions<PlatformOutboxOptions>>(),
            provider.GetServices<ILaneConsumer>(),
            provider.GetServices<ILaneSource>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<Telemetry>(),
            provider.GetService<ILogger<OutboxDispatcher>>() ?? NullLogger<OutboxDispatcher>.Instance));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, OutboxDispatcher>(static provider => provider.GetRequiredService<OutboxDispatcher>()));
        return new PlatformOutboxBuilder(services);
    }

    /// <summary>
    /// Adds a health check named <c>outbox</c>: failed while the store cannot be used, degraded while a handler is behind by <see cref="PlatformOutboxOptions.DegradedAfter"/>, whatever receivers outside do. Calling twice
    /// is harmless.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="failureStatus">What is reported while the store cannot be used.</param>
    /// <param name="tags">Tags of the check.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformOutboxBuilder AddOutboxHealthCheck(this PlatformOutboxBuilder builder, HealthStatus failureStatus = HealthStatus.Unhealthy, params IEnumerable<string> tags)
    {
        const string Name = "outbox";
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(tags);
        builder.Services.AddHealthChecks();
        builder.Services.Configure<HealthCheckServiceOptions>(options =>
        {
            if (options.Registrations.All(static registration => registration.Name != Name))
                options.Registrations.Add(new HealthCheckRegistration(Name, static provider => Make(provider), failureStatus, tags));
        });
        return builder;

        static OutboxHealthCheck Make(IServiceProvider provider) => new(
            provider.GetRequiredService<OutboxDispatcher>(),
            provider.GetRequiredService<IOutboxStore>(),
            provider.GetRequiredService<IOptions<PlatformOutboxOptions>>(),
            provider.GetRequiredService<TimeProvider>());
    }

    /// <summary>Keeps the outbox in a store. Packages for engines call this; of several calls the last counts.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="create">Makes the store, once; the host disposes of it.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformOutboxBuilder UseStore(this PlatformOutboxBuilder builder, Func<IServiceProvider, IOutboxStore> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(create);
        builder.Services.Replace(ServiceDescriptor.Singleton(create));
        return builder;
    }

    /// <summary>Adds a handler in the process. It gets what is published from its first start on, whichever process runs then.</summary>
    /// <typeparam name="THandler">The handler; made anew for each attempt, with the services of a scope.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="name">Its name, by which what waits for it is known: do not change it.</param>
    /// <param name="types">The types of events that it handles; none for all.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">A name is empty, longer than 256 characters, or not printable ASCII without spaces; or there is a handler of that name.</exception>
    public static PlatformOutboxBuilder AddHandler<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this PlatformOutboxBuilder builder, string name, params IReadOnlyList<string> types)
        where THandler : class, IOutboxHandler
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(types);
        var registration = new HandlerRegistration(
            new LaneDefinition(name, types is [] ? [LaneDefinition.EveryType] : types), static provider => ActivatorUtilities.CreateInstance<THandler>(provider));
        builder.Reserve(registration.Definition);
        builder.Services.AddSingleton<ILaneConsumer>(provider => new HandlerConsumer(
            registration,
            provider.GetRequiredService<IOptions<PlatformOutboxOptions>>().Value,
            provider.GetRequiredService<IServiceScopeFactory>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<Jitter>(),
            provider.GetRequiredService<Telemetry>(),
            provider.GetService<ILogger<HandlerConsumer>>() ?? NullLogger<HandlerConsumer>.Instance));
        return builder;
    }
}
