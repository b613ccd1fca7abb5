using Microsoft.Extensions.DependencyInjection;

namespace Platform.Audit.Export;

/// <summary>Says where records are given to. Made by <c>AddExport</c>.</summary>
public sealed class PlatformAuditExportBuilder
{
    internal PlatformAuditExportBuilder(IServiceCollection services) => Services = services;

    /// <summary>The name of what is built: "Audit.Export".</summary>
    public string Name { get; } = "Audit.Export";

    /// <summary>The services of the host.</summary>
    public IServiceCollection Services { get; }
}
