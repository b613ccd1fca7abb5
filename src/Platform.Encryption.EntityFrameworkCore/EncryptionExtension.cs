using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.Extensions.DependencyInjection;
using Platform.Encryption.EntityFrameworkCore.Metadata;
using Platform.Encryption.EntityFrameworkCore.Querying;

namespace Platform.Encryption.EntityFrameworkCore;

/// <summary>What a context is told of encryption: whose keys, and which tenant.</summary>
internal sealed class EncryptionExtension : IDbContextOptionsExtension
{
    private readonly Keyring _keyring;
    private readonly Func<DbContext, string> _tenant;

    public EncryptionExtension(Keyring keyring, Func<DbContext, string> tenant) => (_keyring, _tenant) = (keyring, tenant);

    public Keyring Keyring => _keyring;

    public Func<DbContext, string> Tenant => _tenant;

    public DbContextOptionsExtensionInfo Info => new ExtensionInfo(this);

    public void ApplyServices(IServiceCollection services)
    {
        services.AddScoped<EncryptionSession>();
        services.AddScoped<IResettableService>(static provider => provider.GetRequiredService<EncryptionSession>());
        services.AddScoped<IAsyncQueryProvider, EncryptedQueryProvider>();
        services.AddScoped<IMethodCallTranslatorPlugin, PieceTranslator>();
        services.AddScoped<IConventionSetPlugin, EncryptionConventions>();
    }

    public void Validate(IDbContextOptions options)
    {
    }

    private sealed class ExtensionInfo(EncryptionExtension extension) : DbContextOptionsExtensionInfo(extension)
    {
        public override bool IsDatabaseProvider => false;

        public override string LogFragment => "using Platform.Encryption ";

        /// <summary>Neither keyring nor tenant is in the services that contexts share.</summary>
        public override int GetServiceProviderHashCode() => 0;

        public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other) => other is ExtensionInfo;

        public override void PopulateDebugInfo(IDictionary<string, string> debugInfo) => debugInfo["Platform.Encryption"] = "1";
    }
}
