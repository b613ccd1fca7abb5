using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Platform.Webhooks.Catalog;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Destinations;
using Platform.Webhooks.Endpoints;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Dispatch;
using Platform.Webhooks.Outbox.Redelivery;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks;

/// <summary>Adds receivers that come and go while programs run.</summary>
public static class PlatformWebhooksRegisteredEndpointsExtensions
{
    /// <summary>
    /// Adds <see cref="IWebhookEndpoints"/>, with the defaults. Where the outbox is kept in a database it needs something that seals
    /// secrets:
    /// <c>UseDataProtection()</c> of Platform.Webhooks.AspNetCore, or <see cref="ProtectSecretsWith"/>.
    /// </summary>
    /// <param name="builder">What <c>AddPlatformOutbox</c> returned.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static PlatformOutboxBuilder AddEndpoints(this PlatformOutboxBuilder builder) => builder.AddEndpoints(static _ => { });

    /// <summary>
    /// The same, with options from a section of the configuration, read when the host starts. A name that is not an option is an error.
    /// </summary>
    /// <param name="builder">What <c>AddPlatformOutbox</c> returned.</param>
    /// <param name="section">The section; its keys are the properties of <see cref="PlatformWebhooksEndpointsOptions"/>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformOutboxBuilder AddEndpoints(this PlatformOutboxBuilder builder, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return builder.AddEndpoints(options => section.Bind(options, static binder => binder.ErrorOnUnknownConfiguration = true));
    }

    /// <summary>The same, with options from code.</summary>
    /// <param name="builder">What <c>AddPlatformOutbox</c> returned.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformOutboxBuilder AddEndpoints(this PlatformOutboxBuilder builder, Action<PlatformWebhooksEndpointsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.Services;
        services.AddPlatformWebhooks();
        services.AddOptionsWithValidateOnStart<PlatformWebhooksEndpointsOptions>().Configure(configure);
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<PlatformWebhooksEndpointsOptions>, PlatformWebhooksEndpointsOptionsValidator>());
        services.TryAddSingleton(static _ => new EphemeralSecretProtector());
        services.TryAddSingleton(static provider => new EndpointSecrets(
            Protector(provider), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static provider => new EndpointRules(
            provider.GetRequiredService<DestinationPolicy>(), provider.GetService<WebhookCatalog>()));
        services.TryAddSingleton(static provider => Recorder(provider));
        services.TryAddSingleton<IWebhookEndpoints>(static provider => new WebhookEndpoints(
            Store(provider), Attempts(provider), provider.GetRequiredService<AttemptRecorder>(), provider.GetRequiredService<EndpointRules>(),
            provider.GetRequiredService<EndpointSecrets>(), provider.GetRequiredService<WebhookOwnership>(),
            provider.GetRequiredService<WebhookSender>(), provider.GetService<WebhookCatalog>(),
            provider.GetRequiredService<IOutboxRedelivery>,
            provider.GetRequiredService<IOptions<PlatformWebhooksEndpointsOptions>>(), provider.GetRequiredService<TimeProvider>(),
            Logger(provider)));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ILaneSource, EndpointSource>(static provider => Source(provider)));
        return builder;
    }

    /// <summary>Seals the secrets of receivers. Of several calls the last counts.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="create">Makes what seals, once.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformOutboxBuilder ProtectSecretsWith(
        this PlatformOutboxBuilder builder, Func<IServiceProvider, IWebhookSecretProtector> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(create);
        builder.Services.Replace(ServiceDescriptor.Singleton(create));
        return builder;
    }

    private static EndpointSource Source(IServiceProvider provider)
    {
        var recorder = provider.GetRequiredService<AttemptRecorder>();
        return new EndpointSource(
            Store(provider), provider.GetRequiredService<EndpointRules>(),
            new SecretOpener(provider.GetRequiredService<EndpointSecrets>(), provider.GetRequiredService<TimeProvider>()), recorder,
            endpoint => EndpointConsumer.Create(provider, endpoint, EndpointRules.Lane(endpoint), recorder),
            provider.GetRequiredService<TimeProvider>(), Logger(provider));
    }

    private static ILogger Logger(IServiceProvider provider) =>
        provider.GetService<ILogger<WebhookEndpoint>>() ?? NullLogger<WebhookEndpoint>.Instance;

    private static AttemptRecorder Recorder(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<PlatformWebhooksEndpointsOptions>>().Value;
        return new AttemptRecorder(
            Attempts(provider), options.AttemptsKept, options.AttemptsKeptFor, options.BytesKept, provider.GetRequiredService<TimeProvider>());
    }

    private static IAttemptStore Attempts(IServiceProvider provider) => provider.GetRequiredService<IOutboxStore>() is IAttemptStore store
        ? store : throw new NotSupportedException("The store of the outbox keeps no attempts: it is no IAttemptStore.");

    private static IEndpointStore Store(IServiceProvider provider) => provider.GetRequiredService<IOutboxStore>() is IEndpointStore store
        ? store : throw new NotSupportedException("The store of the outbox keeps no receivers: it is no IEndpointStore.");

    /// <summary>The default is no service of the interface: so whoever joins packages sees whether anything was chosen.</summary>
    private static IWebhookSecretProtector Protector(IServiceProvider provider)
    {
        if (provider.GetService<IWebhookSecretProtector>() is { } chosen)
            return chosen;
        return provider.GetRequiredService<IOutboxStore>() is InMemoryOutboxStore
            ? provider.GetRequiredService<EphemeralSecretProtector>()
            : throw new InvalidOperationException(
                "Nothing seals the secrets of receivers: call UseDataProtection() of Platform.Webhooks.AspNetCore, or "
                + "ProtectSecretsWith(…).");
    }
}
