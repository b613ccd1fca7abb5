using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Platform.Audit;
using Platform.Audit.AspNetCore;
using Platform.Audit.PersonalData;
using Platform.Encryption;
using Platform.Errors;
using Platform.Plugins;
using Platform.RateLimiting;
using Platform.RateLimiting.AspNetCore;
using Platform.Validation;
using Platform.Webhooks;
using Platform.Webhooks.Endpoints;
using Platform.Webhooks.Outbox;

namespace Platform.Hosting;

/// <summary>
/// What <c>AddPlatform()</c> returns: the builders of the packages that every host has, and calls that add those which need to be told something first. Whatever is not added is left out.
/// </summary>
public sealed class PlatformBuilder
{
    private PlatformAuditBuilder? _audit;
    private PlatformOutboxBuilder? _webhooks;
    private PlatformPluginsBuilder? _plugins;
    private bool _hasEncryption;

    internal PlatformBuilder(IServiceCollection services, PlatformErrorsBuilder errors, PlatformValidationBuilder validation) =>
        (Services, Errors, Validation) = (services, errors, validation);

    /// <summary>The name of the options: the default one.</summary>
    public string Name { get; } = Microsoft.Extensions.Options.Options.DefaultName;

    /// <summary>The services of the host.</summary>
    public IServiceCollection Services { get; }

    /// <summary>That of Platform.Errors: catalogues, formats.</summary>
    public PlatformErrorsBuilder Errors { get; }

    /// <summary>That of Platform.Validation: messages, schemas of bodies.</summary>
    public PlatformValidationBuilder Validation { get; }

    /// <summary>Adds Platform.RateLimiting with its web face. What it refuses leaves through the writer of errors.</summary>
    /// <returns>Its builder.</returns>
    public PlatformRateLimitingBuilder AddRateLimiting() => AddRateLimiting(static _ => { });

    /// <summary>The same, with options from configuration. A name that is not an option is an error.</summary>
    /// <param name="section">The section.</param>
    /// <returns>Its builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="section"/> is <see langword="null"/>.</exception>
    public PlatformRateLimitingBuilder AddRateLimiting(IConfigurationSection section) => Services.AddPlatformRateLimiting(section).AddAspNetCore().UsePlatformErrors();

    /// <summary>The same, with options from code.</summary>
    /// <param name="configure">Sets the options.</param>
    /// <returns>Its builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="configure"/> is <see langword="null"/>.</exception>
    public PlatformRateLimitingBuilder AddRateLimiting(Action<PlatformRateLimitingOptions> configure) => Services.AddPlatformRateLimiting(configure).AddAspNetCore().UsePlatformErrors();

    /// <summary>
    /// Adds Platform.Audit with its web face; where it is kept and what signs it is said on its builder. Where encryption is added too its personal fields are sealed, unless something else protects them. After
    /// <c>AddAuthentication</c>, whose sign-ins it records.
    /// </summary>
    /// <returns>Its builder.</returns>
    public PlatformAuditBuilder AddAudit() => AddAudit(static _ => { });

    /// <summary>The same, with options from configuration. A name that is not an option is an error.</summary>
    /// <param name="section">The section.</param>
    /// <returns>Its builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="section"/> is <see langword="null"/>.</exception>
    public PlatformAuditBuilder AddAudit(IConfigurationSection section) => Joined(Services.AddPlatformAudit(section).AddAspNetCore());

    /// <summary>The same, with options from code.</summary>
    /// <param name="configure">Sets the options.</param>
    /// <returns>Its builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="configure"/> is <see langword="null"/>.</exception>
    public PlatformAuditBuilder AddAudit(Action<PlatformAuditOptions> configure) => Joined(Services.AddPlatformAudit(configure).AddAspNetCore());

    /// <summary>Adds Platform.Encryption; where its keys come from is said on its builder.</summary>
    /// <returns>Its builder.</returns>
    public PlatformEncryptionBuilder AddEncryption() => AddEncryption(static _ => { });

    /// <summary>The same, with options from configuration. A name that is not an option is an error.</summary>
    /// <param name="section">The section.</param>
    /// <returns>Its builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="section"/> is <see langword="null"/>.</exception>
    public PlatformEncryptionBuilder AddEncryption(IConfigurationSection section) => Joined(Services.AddPlatformEncryption(section));

    /// <summary>The same, with options from code.</summary>
    /// <param name="configure">Sets the options.</param>
    /// <returns>Its builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="configure"/> is <see langword="null"/>.</exception>
    public PlatformEncryptionBuilder AddEncryption(Action<PlatformEncryptionOptions> configure) => Joined(Services.AddPlatformEncryption(configure));

    /// <summary>
    /// Adds the outbox of Platform.Webhooks; where it is kept and who receives is said on its builder. Where encryption is added too, secrets of
    /// receivers that come at run time are sealed with its keys, unless something else seals them; where audit is, changes of such receivers are
    /// recorded.
    /// </summary>
    /// <returns>Its builder.</returns>
    public PlatformOutboxBuilder AddWebhooks() => AddWebhooks(static _ => { });

    /// <summary>The same, with options from configuration. A name that is not an option is an error.</summary>
    /// <param name="section">The section; its keys are the properties of <see cref="PlatformOutboxOptions"/>.</param>
    /// <returns>Its builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="section"/> is <see langword="null"/>.</exception>
    public PlatformOutboxBuilder AddWebhooks(IConfigurationSection section) => Joined(Services.AddPlatformOutbox(section));

    /// <summary>The same, with options from code.</summary>
    /// <param name="configure">Sets the options.</param>
    /// <returns>Its builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="configure"/> is <see langword="null"/>.</exception>
    public PlatformOutboxBuilder AddWebhooks(Action<PlatformOutboxOptions> configure) => Joined(Services.AddPlatformOutbox(configure));

    /// <summary>
    /// Adds Platform.Plugins; whose plugins are used, how they run and where they extend the host is said on its builder. What they fail at leaves through
    /// the writer of errors; where audit is added too, what becomes of them is recorded.
    /// </summary>
    /// <returns>Its builder.</returns>
    public PlatformPluginsBuilder AddPlugins() => AddPlugins(static _ => { });

    /// <summary>The same, with options from configuration. A name that is not an option is an error.</summary>
    /// <param name="section">The section; its keys are the properties of <see cref="PlatformPluginsOptions"/>.</param>
    /// <returns>Its builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="section"/> is <see langword="null"/>.</exception>
    public PlatformPluginsBuilder AddPlugins(IConfigurationSection section) => Joined(Services.AddPlatformPlugins(section));

    /// <summary>The same, with options from code.</summary>
    /// <param name="configure">Sets the options.</param>
    /// <returns>Its builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="configure"/> is <see langword="null"/>.</exception>
    public PlatformPluginsBuilder AddPlugins(Action<PlatformPluginsOptions> configure) => Joined(Services.AddPlatformPlugins(configure));

    private PlatformPluginsBuilder Joined(PlatformPluginsBuilder plugins)
    {
        _plugins = plugins.UsePlatformErrors();
        Join();
        return plugins;
    }

    private PlatformOutboxBuilder Joined(PlatformOutboxBuilder webhooks)
    {
        _webhooks = webhooks;
        Join();
        return webhooks;
    }

    private PlatformAuditBuilder Joined(PlatformAuditBuilder audit)
    {
        _audit = audit;
        Join();
        return audit;
    }

    private PlatformEncryptionBuilder Joined(PlatformEncryptionBuilder encryption)
    {
        _hasEncryption = true;
        Join();
        return encryption;
    }

    /// <summary>Whichever comes second, and whenever: what is kept in plain by an order of calls is noticed by nobody.</summary>
    private void Join()
    {
        if (_hasEncryption && _audit is { } audit && !Services.Any(static service => service.ServiceType == typeof(IAuditContentProtector)))
            audit.UsePlatformEncryption();
        var isSealed = Services.Any(static service => service.ServiceType == typeof(IWebhookSecretProtector));
        if (_hasEncryption && _webhooks is { } webhooks && !isSealed)
            webhooks.UsePlatformEncryption();
        if (_audit is not null)
        {
            _webhooks?.UsePlatformAudit();
            _plugins?.UsePlatformAudit();
        }
    }
}
