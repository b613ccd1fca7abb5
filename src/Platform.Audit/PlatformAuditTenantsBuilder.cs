using Microsoft.Extensions.DependencyInjection;

namespace Platform.Audit;

/// <summary>Says where the logs of tenants are kept and how they are named. Made by <c>AddTenants</c>.</summary>
public sealed class PlatformAuditTenantsBuilder
{
    internal PlatformAuditTenantsBuilder(IServiceCollection services) => Services = services;

    /// <summary>The name of what is built: "Audit.Tenants".</summary>
    public string Name { get; } = "Audit.Tenants";

    /// <summary>The services of the host.</summary>
    public IServiceCollection Services { get; }
}
