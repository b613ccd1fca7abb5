using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Platform.Webhooks.AspNetCore.Sources;

namespace Platform.Webhooks.AspNetCore;

/// <summary>Adds what receives webhooks.</summary>
public static class PlatformWebhooksReceiverExtensions
{
    /// <summary>Adds the receiver without a sender; further calls add them.</summary>
    /// <param name="builder">What <c>AddPlatformWebhooks</c> returned.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static PlatformWebhooksBuilder AddReceiver(this PlatformWebhooksBuilder builder) => builder.AddReceiver(static _ => { });

    /// <summary>
    /// Adds the receiver with the senders of a section of the configuration, read when the host starts. A name that is not an option is an error.
    /// </summary>
    /// <param name="builder">What <c>AddPlatformWebhooks</c> returned.</param>
    /// <param name="section">The section; its keys are the properties of <see cref="PlatformWebhooksReceiverOptions"/>.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformWebhooksBuilder AddReceiver(this PlatformWebhooksBuilder builder, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return builder.AddReceiver(options => section.Bind(options, static binder => binder.ErrorOnUnknownConfiguration = true));
    }

    /// <summary>Adds the receiver with senders from code.</summary>
    /// <param name="builder">What <c>AddPlatformWebhooks</c> returned.</param>
    /// <param name="configure">Sets the senders.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformWebhooksBuilder AddReceiver(this PlatformWebhooksBuilder builder, Action<PlatformWebhooksReceiverOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddOptionsWithValidateOnStart<PlatformWebhooksReceiverOptions>().Configure(configure);
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<PlatformWebhooksReceiverOptions>, PlatformWebhooksReceiverOptionsValidator>());
        builder.Services.TryAddSingleton<WebhookSources>();
        builder.Services.TryAddSingleton(static _ => new Telemetry());
        builder.Services.TryAddSingleton<WebhookReceiver>();
        return builder;
    }
}
