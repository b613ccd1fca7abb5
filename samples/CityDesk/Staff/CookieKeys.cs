using CityDesk.Data;
using CityDesk.Residents;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Platform.Hosting;

namespace CityDesk.Staff;

/// <summary>
/// The keys that seal cookies and forms. They are in the desk's own database, on either engine, so that a restart signs nobody out and
/// several instances accept each other's cookies; and they are sealed there as residents' data is, so that whoever has a copy of the
/// database can forge no session.
/// </summary>
internal static class CookieKeys
{
    public static IServiceCollection AddCookieKeys(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("citydesk").PersistKeysToDbContext<DeskDbContext>()
            .ProtectKeysWithPlatformEncryption(static options => options.Tenant = ResidentEncryption.Tenant);
        // That a key was made is no news to an operator; that one does not open is.
        return services.AddLogging(static logging => logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Warning));
    }

    /// <summary>Seals what a desk of before has stored unsealed. Sessions go on.</summary>
    public static async Task SealCookieKeysAsync(this IServiceProvider services, CancellationToken cancellationToken)
    {
        var context = services.GetRequiredService<DeskDbContext>();
        foreach (var key in await context.DataProtectionKeys.ToListAsync(cancellationToken))
        {
            if (key.Xml is { } stored && services.SealDataProtectionKey(stored) is { } isSealed)
                key.Xml = isSealed;
        }
        await context.SaveChangesAsync(cancellationToken);
    }
}
