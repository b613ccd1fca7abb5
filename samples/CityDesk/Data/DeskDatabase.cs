using System.Data.Common;
using CityDesk.Auditing;
using CityDesk.Data.TextIndex;
using CityDesk.Residents;
using CityDesk.Webhooks;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Hosting.EntityFrameworkCore;

namespace CityDesk.Data;

/// <summary>Connects the desk to the configured engine.</summary>
public static class DeskDatabase
{
    public static IServiceCollection AddDeskDatabase(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DatabaseOptions>()
            .BindConfiguration(DatabaseOptions.Section)
            .Validate(
                o => o.Provider != DatabaseProvider.PostgreSql || o.ConnectionString.Length > 0,
                "Database:Provider is PostgreSql, so Database:ConnectionString must say where it is (Host=…;Database=…;Username=…).")
            .Validate(CanRead, "Database:ConnectionString cannot be read; it is made of Key=Value pairs with semicolons between them.")
            .Validate<IOptions<DeskOptions>>(
                static (database, desk) => database.Provider != DatabaseProvider.Sqlite || database.ConnectionString.Length > 0 || !File.Exists(desk.Value.DataFolder),
                "Desk:DataFolder names a file; it must be a folder, which is made where it is missing.")
            .ValidateOnStart();

        // Which context class serves is fixed for the life of the program, so it is read once, here.
        var provider = configuration.GetSection(DatabaseOptions.Section).GetValue(nameof(DatabaseOptions.Provider), DatabaseProvider.Sqlite);
        if (provider == DatabaseProvider.PostgreSql)
        {
            services.AddDbContext<DeskDbContext, PostgreSqlDeskDbContext>((provided, options) =>
                options.UseNpgsql(provided.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString)
                    .UsePlatform(provided, KeysOfResidents).ConfigureWarnings(LeaveToTheCaller));
            services.AddSingleton<IStartupLock, PostgreSqlStartupLock>();
            services.AddSingleton<ITextIndex, PostgreSqlTextIndex>();
        }
        else
        {
            services.AddDbContext<DeskDbContext, SqliteDeskDbContext>((provided, options) =>
                options.UseSqlite(SqliteConnectionString(provided)).AddInterceptors(SqlitePatience.Instance)
                    .UsePlatform(provided, KeysOfResidents).ConfigureWarnings(LeaveToTheCaller));
            services.AddSingleton<IStartupLock, SqliteStartupLock>();
            services.AddSingleton<ITextIndex, SqliteTextIndex>();
        }

        return services.AddResidentEncryption().AddDeskAudit().AddDeskWebhooks().AddScoped<DeskSetup>();
    }

    private static void KeysOfResidents(ContextPlatformOptions options) => options.Tenant = static _ => ResidentEncryption.Tenant;

    /// <summary>
    /// EF Core tells every failure when it throws, also one that its caller expects, as of a database that is not there yet. Who meets
    /// the exception tells it here, once: the writer of errors, or the start. Without this each would stand in the log up to three times.
    /// And that nothing of a resident is left for EF Core to map is meant.
    /// </summary>
    private static void LeaveToTheCaller(WarningsConfigurationBuilder warnings) => warnings.Ignore(CoreEventId.MappedComplexPropertyIgnoredWarning).Log(
        (RelationalEventId.CommandError, LogLevel.Debug),
        (RelationalEventId.ConnectionError, LogLevel.Debug),
        (RelationalEventId.TransactionError, LogLevel.Debug),
        (CoreEventId.QueryIterationFailed, LogLevel.Debug),
        (CoreEventId.SaveChangesFailed, LogLevel.Debug));

    private static bool CanRead(DatabaseOptions options)
    {
        try
        {
            DbConnectionStringBuilder readable = options.Provider == DatabaseProvider.PostgreSql ? new NpgsqlConnectionStringBuilder() : new SqliteConnectionStringBuilder();
            readable.ConnectionString = options.ConnectionString;
            return true;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException)
        {
            return false;
        }
    }

    internal static string SqliteConnectionString(IServiceProvider services)
    {
        var configured = services.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString;
        if (configured.Length > 0)
            return configured;
        var folder = Path.GetFullPath(services.GetRequiredService<IOptions<DeskOptions>>().Value.DataFolder);
        return new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "citydesk.db") }.ConnectionString;
    }
}
