using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Platform.Audit.AspNetCore.Context;
using Platform.Audit.AspNetCore.Security;

namespace Platform.Audit.AspNetCore;

/// <summary>Brings the audit log into an ASP.NET Core host.</summary>
public static class PlatformAuditAspNetCoreExtensions
{
    /// <summary>
    /// Has every event of a request say who, from where and in which request, and sign-ins, denials and refusals be recorded. Called after <c>AddAuthentication</c>, whose service it
    /// listens to; <c>UsePlatformAudit</c> belongs to it.
    /// </summary>
    /// <param name="builder">What <c>AddPlatformAudit</c> returned.</param>
    /// <returns><paramref name="builder"/>, for chaining. Calling it twice is harmless.</returns>
    public static PlatformAuditBuilder AddAspNetCore(this PlatformAuditBuilder builder) => builder.AddAspNetCore(static _ => { });

    /// <summary>The same, with <c>RecordSignIns</c>, <c>RecordDenials</c>, <c>RefusalInterval</c> and <c>MostRefusals</c> from configuration.</summary>
    /// <param name="builder">What <c>AddPlatformAudit</c> returned.</param>
    /// <param name="section">The section. What it has beside these is refused.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static PlatformAuditBuilder AddAspNetCore(this PlatformAuditBuilder builder, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return builder.AddAspNetCore(options => ConfiguredOptions.Apply(section, options));
    }

    /// <summary>The same, with options from code.</summary>
    /// <param name="builder">What <c>AddPlatformAudit</c> returned.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static PlatformAuditBuilder AddAspNetCore(this PlatformAuditBuilder builder, Action<PlatformAuditAspNetCoreOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.Services;
        services.AddOptionsWithValidateOnStart<PlatformAuditAspNetCoreOptions>().Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PlatformAuditAspNetCoreOptions>, PlatformAuditAspNetCoreOptionsValidator>());
        if (services.Any(static service => service.ServiceType == typeof(SecurityAudit)))
            return builder;
        services.AddHttpContextAccessor();
        services.TryAddSingleton<IAuditContextProvider, HttpAuditContextProvider>();
        services.AddSingleton<SecurityAudit>();
        services.AddSingleton<ISecurityAudit>(static provider => provider.GetRequiredService<SecurityAudit>());
        services.AddSingleton<IHostedService, RefusalReports>();
        Decorate(services);
        return builder;
    }

    /// <summary>Sets our service around the one that is registered, in its own lifetime.</summary>
    private static void Decorate(IServiceCollection services)
    {
        for (var at = services.Count - 1; at >= 0; at--)
        {
            var inner = services[at];
            if (inner.ServiceType != typeof(IAuthenticationService) || inner.IsKeyedService)
                continue;
            services[at] = ServiceDescriptor.Describe(
                typeof(IAuthenticationService),
                provider => new AuditingAuthenticationService(Make(inner, provider), provider.GetRequiredService<SecurityAudit>()),
                inner.Lifetime);
            return;
        }
    }

    private static IAuthenticationService Make(ServiceDescriptor inner, IServiceProvider provider) => (IAuthenticationService)(inner.ImplementationInstance
        ?? inner.ImplementationFactory?.Invoke(provider)
        ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!));
}
