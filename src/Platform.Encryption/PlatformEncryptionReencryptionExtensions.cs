using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Encryption.Reencryption;

namespace Platform.Encryption;

/// <summary>Adds re-encryption to a host.</summary>
public static class PlatformEncryptionReencryptionExtensions
{
    /// <summary>Adds the <see cref="Reencryptor"/>, a singleton, and has it run in the background. Say with <see cref="AddReencryptionTargets"/> where values lie. Calling it twice is harmless.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static PlatformEncryptionBuilder AddReencryption(this PlatformEncryptionBuilder builder) => builder.AddReencryption(static _ => { });

    /// <summary>The same, with options from configuration. A name that is not an option is an error.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="section">The section; its keys are the properties of <see cref="PlatformReencryptionOptions"/>.</param>
    /// <returns>The builder.</returns>
    public static PlatformEncryptionBuilder AddReencryption(this PlatformEncryptionBuilder builder, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return builder.AddReencryption(options => section.Bind(options, static binder => binder.ErrorOnUnknownConfiguration = true));
    }

    /// <summary>The same, with options from code.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The builder.</returns>
    public static PlatformEncryptionBuilder AddReencryption(this PlatformEncryptionBuilder builder, Action<PlatformReencryptionOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddOptionsWithValidateOnStart<PlatformReencryptionOptions>().Configure(configure);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PlatformReencryptionOptions>, PlatformReencryptionOptionsValidator>());
        builder.Services.TryAddSingleton(static provider => CreateReencryptor(provider));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ReencryptionService>());
        return builder;
    }

    /// <summary>Says where sealed values lie. Each call adds to those before.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="create">Makes the targets, once.</param>
    /// <returns>The builder.</returns>
    public static PlatformEncryptionBuilder AddReencryptionTargets(this PlatformEncryptionBuilder builder, Func<IServiceProvider, IEnumerable<IReencryptionTarget>> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(create);
        builder.Services.AddSingleton(provider => new ReencryptionTargets([.. create(provider)]));
        return builder;
    }

    private static Reencryptor CreateReencryptor(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<PlatformReencryptionOptions>>().Value;
        var targets = provider.GetServices<ReencryptionTargets>().SelectMany(static each => each.Targets).ToList();
        if (targets.Count == 0)
            throw new InvalidOperationException("Re-encryption has no targets. Say where sealed values lie, for example AddReencryptionTargets(provider => [new SealedColumnTarget(…)]).");
        var settings = new ReencryptionSettings { PageSize = options.PageSize, ValuesPerSecond = options.ValuesPerSecond, Grace = options.Grace };
        return new Reencryptor(provider.GetRequiredService<Keyring>(), targets, settings, provider.GetService<ILogger<Reencryptor>>());
    }
}
