using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Platform.Encryption.Pkcs11;

/// <summary>The root key of a host in a PKCS#11 token.</summary>
public static class PlatformEncryptionPkcs11Extensions
{
    /// <summary>Takes the root key from a token. A second call replaces the first.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="open">Opens the token, when the host starts; the host disposes it.</param>
    /// <param name="label">The label of the key that wraps.</param>
    /// <param name="retired">Labels of former keys, which only unwrap.</param>
    /// <returns>The builder.</returns>
    public static PlatformEncryptionBuilder UsePkcs11RootKey(this PlatformEncryptionBuilder builder, Func<IServiceProvider, Pkcs11Token> open, string label, params string[] retired)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(open);
        ArgumentException.ThrowIfNullOrWhiteSpace(label);
        ArgumentNullException.ThrowIfNull(retired);
        builder.Services.Replace(ServiceDescriptor.Singleton(open));
        return builder.UseRootKey(provider => new Pkcs11RootKey(provider.GetRequiredService<Pkcs11Token>(), label, retired));
    }
}
