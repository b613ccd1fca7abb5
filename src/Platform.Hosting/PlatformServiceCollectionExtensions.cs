using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Platform.Audit.AspNetCore;
using Platform.Errors;
using Platform.Errors.AspNetCore;
using Platform.RateLimiting.AspNetCore;
using Platform.Shared;
using Platform.Validation;
using Platform.Validation.AspNetCore;

namespace Platform.Hosting;

/// <summary>Adds the Platform packages to a host, joined.</summary>
public static class PlatformServiceCollectionExtensions
{
    private static readonly string[] Parts = ["Errors", "ErrorsAspNetCore", "Validation", "ValidationAspNetCore", "RateLimiting", "RateLimitingAspNetCore", "Audit", "AuditAspNetCore", "Encryption", "Webhooks", "Plugins"];

    /// <summary>
    /// Adds Platform.Errors and Platform.Validation with their web faces, and has validation answer through the writer of errors. Calling it
    /// twice, or besides <c>AddPlatformErrors()</c> and <c>AddPlatformValidation()</c>, is harmless. In the pipeline <c>UsePlatformErrors()</c> comes first.
    /// </summary>
    /// <param name="services">The services of the host.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is <see langword="null"/>.</exception>
    public static PlatformBuilder AddPlatform(this IServiceCollection services) => services.AddPlatform(static _ => { });

    /// <summary>
    /// The same, with the options of each package from a part of a section: <c>Errors</c>, <c>ErrorsAspNetCore</c>, <c>Validation</c>,
    /// <c>ValidationAspNetCore</c>, <c>RateLimiting</c>, <c>RateLimitingAspNetCore</c>, <c>Audit</c>, <c>AuditAspNetCore</c>, <c>Encryption</c>, <c>Webhooks</c> and
    /// <c>Plugins</c>. Of the last seven those packages are added that have a part.
    /// </summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="section">The section.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">The section has a key that is none of these parts.</exception>
    public static PlatformBuilder AddPlatform(this IServiceCollection services, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(section);
        // A misspelt part would leave a whole package at its defaults, and nobody would be told.
        if (section.GetChildren().FirstOrDefault(static child => !Parts.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            var meant = NearestName.Of(unknown.Key, Parts) is { } nearest ? $" Is it {nearest}?" : "";
            throw new InvalidOperationException($"'{unknown.Path}' is nothing that AddPlatform reads; it reads {string.Join(", ", Parts)}.{meant}");
        }
        return services.AddPlatform(platform =>
        {
            platform.Services.AddPlatformErrors(section.GetSection("Errors"));
            platform.Errors.AddAspNetCore(section.GetSection("ErrorsAspNetCore"));
            platform.Services.AddPlatformValidation(section.GetSection("Validation"));
            platform.Validation.AddAspNetCore(section.GetSection("ValidationAspNetCore"));
            if (section.GetSection("RateLimiting").Exists() || section.GetSection("RateLimitingAspNetCore").Exists())
                platform.AddRateLimiting(section.GetSection("RateLimiting")).AddAspNetCore(section.GetSection("RateLimitingAspNetCore"));
            if (section.GetSection("Audit").Exists() || section.GetSection("AuditAspNetCore").Exists())
                platform.AddAudit(section.GetSection("Audit")).AddAspNetCore(section.GetSection("AuditAspNetCore"));
            if (section.GetSection("Encryption").Exists())
                platform.AddEncryption(section.GetSection("Encryption"));
            if (section.GetSection("Webhooks").Exists())
                platform.AddWebhooks(section.GetSection("Webhooks"));
            if (section.GetSection("Plugins").Exists())
                platform.AddPlugins(section.GetSection("Plugins"));
        });
    }

    /// <summary>The same, with the packages set up in code.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="configure">Is given the builder of each package.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformBuilder AddPlatform(this IServiceCollection services, Action<PlatformBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        var errors = services.AddPlatformErrors().AddAspNetCore();
        var validation = services.AddPlatformValidation().AddAspNetCore().UsePlatformErrors();
        var platform = new PlatformBuilder(services, errors, validation);
        configure(platform);
        return platform;
    }
}
