using CityDesk;
using CityDesk.Api;
using CityDesk.Auditing;
using CityDesk.Commands;
using CityDesk.Geocoding;
using CityDesk.Limits;
using CityDesk.Open311;
using CityDesk.Pages;
using CityDesk.Plugins;
using CityDesk.Residents;
using CityDesk.Staff;
using CityDesk.Webhooks;
using Platform.Audit.AspNetCore;
using Platform.Errors.AspNetCore;
using Platform.Webhooks.AspNetCore;

if (DeskCommands.Recognises(args))
    return await DeskCommands.RunAsync(args);

try
{
    SettingArguments.RequireReadable(args);
    // The settings lie beside the program, wherever it is started from.
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });

    builder.Services.AddDesk(builder.Configuration);
    builder.Services.AddDeskHealth();
    builder.Services.AddDeskTelemetry(builder.Configuration);
    builder.Services.AddDeskErrors();
    builder.Services.AddDeskValidation();
    builder.Services.AddStaff();
    builder.Services.AddAuditOfRequests();
    builder.Services.AddHostedService<ErasureResumption>();
    builder.Services.AddStaffApi();
    builder.Services.AddLimits(builder.Configuration);
    builder.Services.AddApiDocument();
    builder.Services.AddOpen311();
    builder.Services.AddDeskPlugins();
    builder.Services.AddGeocoding(builder.Configuration);
    builder.Services.AddConsole();
    builder.Logging.AddDeskLogs();

    var app = builder.Build();

    app.UseProxies();
    app.UseConsole();
    app.UsePlatformErrors();
    app.UsePlatformAudit();
    app.UseAuthentication();
    app.UseOpen311Callers();
    app.UseLimits();
    app.UseAuthorization();
    app.MapDeskHealth();
    app.MapOpen311();
    app.MapStaffApi();
    app.MapApiDocument();
    app.MapConsole();
    app.MapWebhookPortal(DeskWebhookHost.Portal);

    await app.OpenDeskAsync();
    await app.RunAsync();
    return ExitCodes.Success;
}
catch (Exception failure) when (StartFailure.Explain(failure) is var (message, exitCode))
{
    await Console.Error.WriteLineAsync(message);
    return exitCode;
}
