using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Hosting.EntityFrameworkCore;

/// <summary>Which tables of the packages a model has, and in which schemas; <see langword="null"/> where it has none.</summary>
internal sealed class PlatformTables(string? auditSchema, string? outboxSchema) : IDbContextOptionsExtension
{
    private readonly string? _auditSchema = auditSchema;
    private readonly string? _outboxSchema = outboxSchema;

    public DbContextOptionsExtensionInfo Info => new ExtensionInfo(this);

    public void ApplyServices(IServiceCollection services)
    {
        var (audit, outbox) = (_auditSchema, _outboxSchema);
        services.AddScoped<IConventionSetPlugin>(provider =>
            new PlatformModelConventions(provider.GetRequiredService<IDatabaseProvider>().Name, audit, outbox));
    }

    public void Validate(IDbContextOptions options)
    {
    }

    /// <summary>Contexts share internal services, and with them their models, where they have the same tables.</summary>
    private sealed class ExtensionInfo(PlatformTables extension) : DbContextOptionsExtensionInfo(extension)
    {
        public override bool IsDatabaseProvider => false;

        public override string LogFragment => "using Platform.Hosting ";

        private new PlatformTables Extension => (PlatformTables)base.Extension;

        public override int GetServiceProviderHashCode() => HashCode.Combine(Extension._auditSchema, Extension._outboxSchema);

        public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other) => other is ExtensionInfo info
            && info.Extension._auditSchema == Extension._auditSchema && info.Extension._outboxSchema == Extension._outboxSchema;

        public override void PopulateDebugInfo(IDictionary<string, string> debugInfo) => debugInfo["Platform.Hosting"] = "1";
    }
}
