using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.Ed25519;

/// <summary>Adds Ed25519 to webhooks.</summary>
public static class PlatformWebhooksEd25519Extensions
{
    /// <summary>Lets <c>whpk_</c> keys stand wherever secrets of senders are configured.</summary>
    /// <param name="builder">What <c>AddPlatformWebhooks</c> returned.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static PlatformWebhooksBuilder AddEd25519(this PlatformWebhooksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IWebhookKeyReader, PublicKeyReader>());
        return builder;
    }
}
