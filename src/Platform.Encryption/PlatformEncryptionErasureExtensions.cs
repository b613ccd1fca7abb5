using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Platform.Encryption.Erasing;
using Platform.Encryption.Reencryption;

namespace Platform.Encryption;

/// <summary>Adds the erasing of persons to a host.</summary>
public static class PlatformEncryptionErasureExtensions
{
    /// <summary>Adds the <see cref="SubjectEraser"/>, a singleton. Columns that re-encryption was told of are places by themselves. A second call replaces the signer.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="signer">Makes what signs receipts; the host disposes it.</param>
    /// <returns>The builder.</returns>
    public static PlatformEncryptionBuilder AddErasure(this PlatformEncryptionBuilder builder, Func<IServiceProvider, IReceiptSigner> signer)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(signer);
        builder.Services.Replace(ServiceDescriptor.Singleton(signer));
        builder.Services.TryAddSingleton(static provider => new SubjectEraser(
            provider.GetRequiredService<Keyring>(),
            [
                .. provider.GetServices<ReencryptionTargets>().SelectMany(static each => each.Targets).OfType<IErasurePlace>(),
                .. provider.GetServices<ErasurePlaces>().SelectMany(static each => each.Places),
            ],
            provider.GetRequiredService<IReceiptSigner>(),
            provider.GetService<ILogger<SubjectEraser>>()));
        return builder;
    }

    /// <summary>Says where else something of a person is. Each call adds to those before.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="create">Makes the places, once.</param>
    /// <returns>The builder.</returns>
    public static PlatformEncryptionBuilder AddErasurePlaces(this PlatformEncryptionBuilder builder, Func<IServiceProvider, IEnumerable<IErasurePlace>> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(create);
        builder.Services.AddSingleton(provider => new ErasurePlaces([.. create(provider)]));
        return builder;
    }
}
