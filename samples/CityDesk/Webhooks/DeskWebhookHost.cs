using CityDesk.Data;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Hosting;
using Platform.Webhooks;
using Platform.Webhooks.AspNetCore;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Stores;
using Platform.Webhooks.PostgreSql;
using Platform.Webhooks.Sqlite;

namespace CityDesk.Webhooks;

/// <summary>
/// Contractors are told of what they are to see to: out of the desk's own database, so that a change and what is told of it are one
/// transaction.
/// </summary>
internal static class DeskWebhookHost
{
    /// <summary>Where contractors look after their endpoints. Not below the console, where all have signed in and no script runs.</summary>
    public const string Portal = "/contractors";

    private const int MostConnections = 8;
    private const int StatementsKept = 32;
    private const string Loopback = "127.0.0.1/32";

    /// <summary>For the web host and for commands, which publish too.</summary>
    public static IServiceCollection AddDeskWebhooks(this IServiceCollection services)
    {
        services.AddOptions<DeskWebhookOptions>().BindConfiguration(DeskWebhookOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddPlatformWebhooks();
        services.AddOptions<PlatformWebhooksOptions>().Configure<IOptions<DeskWebhookOptions>>(static (webhooks, desk) =>
        {
            if (desk.Value.LocalPort == 0)
                return;
            webhooks.AllowHttp = true;
            webhooks.AllowedNetworks.Add(Loopback);
            webhooks.AdditionalPorts.Add(desk.Value.LocalPort);
        });
        services.AddOptions<PlatformOutboxOptions>().Configure<IOptions<DeskWebhookOptions>>(static (outbox, desk) =>
            outbox.Retry = outbox.Retry.AtMost(desk.Value.LongestWait));
        services.AddPlatformOutbox()
            .UseStore(static provider => StoreOf(provider.GetRequiredService<IOptions<DatabaseOptions>>().Value, provider))
            .AddCatalog(DeskWebhooks.Catalog)
            .AddPortal(static options => options.Title = "CityDesk for contractors")
            .UsePlatformEncryption()
            .UsePlatformAudit()
            .AddOutboxHealthCheck();
        return services;
    }

    private static IOutboxStore StoreOf(DatabaseOptions database, IServiceProvider provider)
    {
        if (database.Provider == DatabaseProvider.Sqlite)
        {
            var file = new SqliteConnectionStringBuilder(DeskDatabase.SqliteConnectionString(provider)).DataSource;
            return new SqliteOutboxStore(Path.GetFullPath(file));
        }
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            MaxPoolSize = MostConnections,
            MinPoolSize = 0,
            MaxAutoPrepare = StatementsKept,
        };
        return new PostgreSqlOutboxStore(NpgsqlDataSource.Create(settings), ownsDataSource: true);
    }
}
