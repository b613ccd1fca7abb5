using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Platform.RateLimiting.Ledger;

namespace Platform.RateLimiting;

/// <summary>Says where the usage of quotas is kept, and how a process uses it.</summary>
public static class PlatformRateLimitingLedgerExtensions
{
    /// <summary>Sets how this process uses the ledger.</summary>
    /// <param name="builder">What <c>AddPlatformRateLimiting</c> returned.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformRateLimitingBuilder ConfigureLedger(this PlatformRateLimitingBuilder builder, Action<PlatformRateLimitingLedgerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure(configure);
        return builder;
    }

    /// <summary>The same, from a section of the configuration, read when the host starts.</summary>
    /// <param name="builder">What <c>AddPlatformRateLimiting</c> returned.</param>
    /// <param name="section">The section; its keys are the properties of <see cref="PlatformRateLimitingLedgerOptions"/>.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformRateLimitingBuilder ConfigureLedger(this PlatformRateLimitingBuilder builder, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return builder.ConfigureLedger(options => section.Bind(options, static binder => binder.ErrorOnUnknownConfiguration = true));
    }

    /// <summary>Keeps the ledger in a store. Packages for engines call this; of several calls the last counts.</summary>
    /// <param name="builder">What <c>AddPlatformRateLimiting</c> returned.</param>
    /// <param name="make">Makes the store, once. It is disposed of with the host, after what this process still has to write.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformRateLimitingBuilder UseLedger(this PlatformRateLimitingBuilder builder, Func<IServiceProvider, IUsageLedgerStore> make)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(make);
        builder.Services.Replace(ServiceDescriptor.Singleton(make));
        return builder;
    }

    /// <summary>Adds somebody who is told of warning levels.</summary>
    /// <typeparam name="TSink">Its type, made by the services, once.</typeparam>
    /// <param name="builder">What <c>AddPlatformRateLimiting</c> returned.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static PlatformRateLimitingBuilder AddQuotaWarningSink<[System.Diagnostics.CodeAnalysis.DynamicallyAccessedMembers(System.Diagnostics.CodeAnalysis.DynamicallyAccessedMemberTypes.PublicConstructors)] TSink>(this PlatformRateLimitingBuilder builder)
        where TSink : class, IQuotaWarningSink
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<IQuotaWarningSink, TSink>();
        return builder;
    }
}
