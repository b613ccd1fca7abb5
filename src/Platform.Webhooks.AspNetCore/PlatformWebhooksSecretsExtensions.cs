using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Platform.Webhooks.AspNetCore.Secrets;
using Platform.Webhooks.Outbox;

namespace Platform.Webhooks.AspNetCore;

/// <summary>Seals the secrets of receivers by Data Protection.</summary>
public static class PlatformWebhooksSecretsExtensions
{
    /// <summary>
    /// Seals the secrets of receivers that come at run time by ASP.NET Core Data Protection, each for its tenant and its receiver. All
    /// processes must
    /// share the key ring, and it must outlive them: without its keys no secret can be opened, and every receiver has to be given another.
    /// </summary>
    /// <param name="builder">What <c>AddPlatformOutbox</c> returned.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static PlatformOutboxBuilder UseDataProtection(this PlatformOutboxBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddDataProtection();
        return builder.ProtectSecretsWith(static provider =>
            new DataProtectionSecretProtector(provider.GetRequiredService<IDataProtectionProvider>()));
    }
}
