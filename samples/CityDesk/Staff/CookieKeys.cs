using System.Data.Common;
using CityDesk.Data;
using CityDesk.Residents;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
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
    /// <summary>The name of a row without a key, which the framework passes over: the files may still hold what was sealed.</summary>
    internal const string RewritePending = "citydesk: to be taken out of the files";

    public static IServiceCollection AddCookieKeys(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("citydesk").PersistKeysToDbContext<DeskDbContext>()
            .ProtectKeysWithPlatformEncryption(static options => options.Tenant = ResidentEncryption.Tenant);
        // That a key was made is no news to an operator; that one does not open is.
        return services.AddLogging(static logging => logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Warning));
    }

    /// <summary>
    /// Seals what a desk of before has stored unsealed, and takes it out of the files of the database, once. Sessions go on. In backups, in
    /// replicas and in PostgreSQL's log the keys of before stay as they were.
    /// </summary>
    public static async Task SealCookieKeysAsync(this IServiceProvider services, CancellationToken cancellationToken)
    {
        var context = services.GetRequiredService<DeskDbContext>();
        var stored = await context.DataProtectionKeys.ToListAsync(cancellationToken);
        var pending = stored.Find(static row => row.FriendlyName == RewritePending);
        var unsealed = 0;
        foreach (var key in stored)
        {
            if (key.Xml is not { } text || services.SealDataProtectionKey(text) is not { } isSealed)
                continue;
            key.Xml = isSealed;
            unsealed++;
        }
        if (unsealed == 0 && pending is null)
            return;

        // In the transaction that seals: whoever is killed before the files are written anew, or may not do it, does it at the next start.
        if (pending is null)
            context.DataProtectionKeys.Add(pending = new DataProtectionKey { FriendlyName = RewritePending });
        await context.OverwriteErasedAsync(cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
        try
        {
            await context.RewriteCookieKeysAsync(cancellationToken);
        }
        catch (DbException failure)
        {
            // Somebody else reads or writes there, or the role may not. The keys are sealed; what is left of before has to be told.
            services.GetRequiredService<ILogger<DeskDbContext>>().CookieKeysNotOverwritten(failure.Message);
            return;
        }
        // Another instance may have done the same beside this one.
        await context.DataProtectionKeys.Where(static row => row.FriendlyName == RewritePending).ExecuteDeleteAsync(cancellationToken);
        context.Entry(pending).State = EntityState.Detached;
    }
}
