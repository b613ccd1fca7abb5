using System.Security.Cryptography;
using CityDesk.Data;
using CityDesk.Open311.Callers;
using CityDesk.Staff;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Audit;
using Platform.Audit.AspNetCore;
using Platform.Audit.Checkpoints;
using Platform.Audit.Notes;
using Platform.Audit.PostgreSql;
using Platform.Audit.Records;
using Platform.Audit.Sqlite;
using Platform.Audit.Stores;
using Platform.Hosting;

namespace CityDesk.Auditing;

/// <summary>The audit log of the desk: in the desk's own database, so that a change and its record are one transaction.</summary>
internal static class DeskAuditHost
{
    private const int MostConnections = 8;
    private const int StatementsKept = 16;

    /// <summary>For the web host and for commands.</summary>
    public static IServiceCollection AddDeskAudit(this IServiceCollection services)
    {
        services.AddOptions<AuditOptions>().BindConfiguration(AuditOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<PlatformAuditOptions>().Configure<IOptions<AuditOptions>>(static (log, desk) => log.AcceptsEmptyAnchor = desk.Value.AcceptsEmptyCheckpoint);
        services.AddSingleton<AuditFiles>();
        services.AddSingleton<AuditTrust>();
        services.AddScoped<AuditTables>();
        services.AddScoped<PersonalLooks>();
        services.AddPlatformAudit()
            .UseStore(static provider => StoreOf(provider.GetRequiredService<IOptions<DatabaseOptions>>().Value, provider))
            .SignWith(static provider => SignerOf(provider.GetRequiredService<AuditFiles>()))
            .AnchorTo(static provider => new FileCheckpointAnchor(provider.GetRequiredService<AuditFiles>().Checkpoint))
            .UsePlatformEncryption()
            .AddAuditHealthCheck();
        return services;
    }

    /// <summary>Who asks, from where, in which request; sign-ins and refusals. After the staff's sign-in, which it listens to.</summary>
    public static IServiceCollection AddAuditOfRequests(this IServiceCollection services)
    {
        services.AddPlatformAudit().AddAspNetCore(static options =>
        {
            options.Actor = static context => StaffSession.UserNameOf(context.User) is { } user ? AuditTargets.Staff(user)
                : context.Features.Get<OpenCaller>() is { } caller && caller.Consumer.TryGet(out var consumer, out _) ? AuditTargets.Consumer(consumer.Name)
                : null;
            // An address is somebody's. What is about a resident is said by the event itself.
            options.PersonalFields.Add(AuditField.Source);
        });
        return services;
    }

    private static IAuditStore StoreOf(DatabaseOptions database, IServiceProvider provider) => database.Provider == DatabaseProvider.PostgreSql
        ? new PostgreSqlAuditStore(
            NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = MostConnections, MinPoolSize = 0, MaxAutoPrepare = StatementsKept }),
            ownsDataSource: true)
        : new SqliteAuditStore(Path.GetFullPath(new SqliteConnectionStringBuilder(DeskDatabase.SqliteConnectionString(provider)).DataSource));

    private static EcdsaNoteSigner SignerOf(AuditFiles files)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(files.Key));
        return new EcdsaNoteSigner(files.Origin, key);
    }
}
