using Microsoft.Extensions.DependencyInjection;
using Platform.Encryption;
using Platform.Hosting.Webhooks;
using Platform.Webhooks;
using Platform.Webhooks.Endpoints;
using Platform.Webhooks.Outbox;

namespace Platform.Hosting;

/// <summary>Joins Platform.Webhooks to Platform.Encryption and to Platform.Audit.</summary>
public static class PlatformWebhooksHostingExtensions
{
    /// <summary>Seals the secrets of receivers that come at run time with keys of the <see cref="Keyring"/>, one for each tenant.</summary>
    /// <param name="builder">What <c>AddPlatformOutbox</c> returned.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static PlatformOutboxBuilder UsePlatformEncryption(this PlatformOutboxBuilder builder) =>
        builder.UsePlatformEncryption(static _ => { });

    /// <summary>The same, with a say in the keys. To destroy a tenant's key silences its receivers until they have other secrets.</summary>
    /// <param name="builder">What <c>AddPlatformOutbox</c> returned.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">A name in the options is empty, too long or not well-formed text.</exception>
    public static PlatformOutboxBuilder UsePlatformEncryption(this PlatformOutboxBuilder builder,
        Action<WebhookEncryptionOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new WebhookEncryptionOptions();
        configure(options);
        // Here, so that a mistake shows at the start.
        _ = KeyScope.ForPurpose(options.Tenant, options.Purpose);
        return builder.ProtectSecretsWith(provider => new KeyringSecretProtector(provider.GetRequiredService<Keyring>(), options));
    }

    /// <summary>
    /// Writes each change of a receiver that comes at run time (<see cref="WebhookEndpointChange"/>) into the log of Platform.Audit, as
    /// <c>webhooks.endpoint.created</c> and so on. It is a handler of the outbox: while the log cannot be written to, changes wait for it.
    /// </summary>
    /// <param name="builder">What <c>AddPlatformOutbox</c> returned.</param>
    /// <returns><paramref name="builder"/>, for chaining. Calling twice is harmless.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static PlatformOutboxBuilder UsePlatformAudit(this PlatformOutboxBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var isThere = builder.Services.Any(static service =>
            service.ImplementationInstance is LaneDefinition { Name: EndpointChangeAuditor.Name });
        return isThere ? builder : builder.AddHandler<EndpointChangeAuditor>(EndpointChangeAuditor.Name, WebhookEndpointChange.Type);
    }
}
