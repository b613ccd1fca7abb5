using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Platform.Encryption.EntityFrameworkCore.Querying;
using Platform.Encryption.EntityFrameworkCore.Reading;
using Platform.Encryption.EntityFrameworkCore.Saving;

namespace Platform.Encryption.EntityFrameworkCore;

/// <summary>Has a context encrypt.</summary>
public static class PlatformEncryptionDbContextOptionsExtensions
{
    /// <summary>Seals the properties that are marked as encrypted when they are saved, and opens them when they are read.</summary>
    /// <param name="options">The options of the context.</param>
    /// <param name="keyring">Gives the keys.</param>
    /// <param name="tenant">Whose data the context reads and writes; asked at each query and each saving.</param>
    /// <returns>The options.</returns>
    public static DbContextOptionsBuilder UsePlatformEncryption(this DbContextOptionsBuilder options, Keyring keyring, Func<DbContext, string> tenant)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(keyring);
        ArgumentNullException.ThrowIfNull(tenant);
        ((IDbContextOptionsBuilderInfrastructure)options).AddOrUpdateExtension(new EncryptionExtension(keyring, tenant));
        return options.AddInterceptors(OpeningInterceptor.Instance, SealingInterceptor.Instance, UntranslatedInterceptor.Instance);
    }

    /// <summary>The same, for one tenant.</summary>
    /// <param name="options">The options of the context.</param>
    /// <param name="keyring">Gives the keys.</param>
    /// <param name="tenant">Whose data all of it is.</param>
    /// <returns>The options.</returns>
    public static DbContextOptionsBuilder UsePlatformEncryption(this DbContextOptionsBuilder options, Keyring keyring, string tenant)
    {
        ArgumentException.ThrowIfNullOrEmpty(tenant);
        return options.UsePlatformEncryption(keyring, _ => tenant);
    }

    /// <summary>The same, for options of a context type.</summary>
    /// <typeparam name="TContext">The context.</typeparam>
    /// <param name="options">The options of the context.</param>
    /// <param name="keyring">Gives the keys.</param>
    /// <param name="tenant">Whose data the context reads and writes.</param>
    /// <returns>The options.</returns>
    public static DbContextOptionsBuilder<TContext> UsePlatformEncryption<TContext>(this DbContextOptionsBuilder<TContext> options, Keyring keyring, Func<DbContext, string> tenant)
        where TContext : DbContext => (DbContextOptionsBuilder<TContext>)((DbContextOptionsBuilder)options).UsePlatformEncryption(keyring, tenant);
}
