using CityDesk.Data;
using CityDesk.Domain;
using CityDesk.Health;
using CityDesk.Limits;
using CityDesk.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Platform.Audit;
using Platform.Encryption;
using Platform.Errors;
using Platform.Errors.AspNetCore;
using Platform.OpenTelemetry;

namespace CityDesk;

/// <summary>What every way of running the desk shares: the web host and the commands.</summary>
internal static class DeskHost
{
    /// <summary>Who asks the desk to stop waits no longer than this for calls that are still being answered; they are cut off then.</summary>
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(5);

    public static IServiceCollection AddDesk(this IServiceCollection services, IConfiguration configuration)
    {
        DeskSettings.Require(configuration);
        services.AddOptions<DeskOptions>().BindConfiguration(DeskOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.Configure<HostOptions>(options => options.ShutdownTimeout = LongestStop);
        services.AddLimitSettings();
        services.TryAddTime();
        return services.AddDeskDatabase(configuration);
    }

    /// <summary>Every failure leaves through one writer, in the shape of its part of the site: see the README.</summary>
    public static PlatformErrorsBuilder AddDeskErrors(this IServiceCollection services) => services
        .AddPlatformErrors(static options =>
        {
            options.MapDatabaseFailures().Map<AuditUnavailableException>(static _ => CommonErrors.Unavailable())
                .Map<KeyUnavailableException>(static failure => failure.Reason is KeyUnavailableReason.Contended or KeyUnavailableReason.Outdated ? CommonErrors.Unavailable() : CommonErrors.Internal())
                .Map<DbUpdateConcurrencyException>(DeskErrors.RequestChanged);
            options.Cultures.Add("de");
        })
        .AddCatalog(DeskErrors.Catalog)
        .AddAspNetCore()
        .AddMvc();

    public static IHealthChecksBuilder AddDeskHealth(this IServiceCollection services) =>
        services.AddSingleton<HealthWatch>().AddHealthChecks().AddDbContextCheck<DeskDbContext>("database", tags: ["ready"]);

    /// <summary>Log lines for people, unless <c>Logging:Console:FormatterName</c> says otherwise.</summary>
    public static void AddDeskLogs(this ILoggingBuilder logging)
    {
        logging.AddConsoleFormatter<DeskConsoleFormatter, ConsoleFormatterOptions>();
        logging.Services.AddSingleton<StartupLogs>();
        logging.Services.AddSingleton<IPostConfigureOptions<LoggerFilterOptions>>(services => services.GetRequiredService<StartupLogs>());
        logging.Services.AddSingleton<IOptionsChangeTokenSource<LoggerFilterOptions>>(services => services.GetRequiredService<StartupLogs>());
    }

    /// <summary>Traces and metrics are always made; they are sent where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says, when it says so.</summary>
    public static IServiceCollection AddDeskTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("citydesk"))
            .WithTracing(tracing => tracing
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddSource("Npgsql")
                .AddPlatformInstrumentation())
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter("Npgsql")
                .AddPlatformInstrumentation());
        if (!string.IsNullOrEmpty(configuration[FrameworkSettings.OtlpEndpoint]))
            telemetry.UseOtlpExporter();
        return services;
    }

    private static void TryAddTime(this IServiceCollection services)
    {
        if (!services.Any(service => service.ServiceType == typeof(TimeProvider)))
            services.AddSingleton(TimeProvider.System);
    }
}
