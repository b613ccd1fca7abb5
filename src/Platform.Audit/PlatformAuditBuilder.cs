using Microsoft.Extensions.DependencyInjection;

namespace Platform.Audit;

/// <summary>Says where the log is kept, what signs it, and where its checkpoints go. Made by <c>AddPlatformAudit</c>.</summary>
public sealed class PlatformAuditBuilder
{
    internal PlatformAuditBuilder(IServiceCollection services) => Services = services;

    /// <summary>The name of what is built: "Audit".</summary>
    public string Name { get; } = "Audit";

    /// <summary>The services of the host.</summary>
    public IServiceCollection Services { get; }
}
