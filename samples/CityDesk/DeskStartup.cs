using CityDesk.Data;
using CityDesk.Health;
using CityDesk.Limits;
using CityDesk.Staff;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Platform.RateLimiting.AspNetCore;

namespace CityDesk;

/// <summary>The moments around the start of the web host.</summary>
internal static class DeskStartup
{
    public static void MapDeskHealth(this WebApplication app)
    {
        // Alive: the process answers. Ready: it can also reach its database.
        // Neither is ever limited or shed: a busy desk that looks dead would be restarted for it.
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).DisablePlatformAdaptiveLimit();
        app.MapHealthChecks("/health/ready", new() { Predicate = check => check.Tags.Contains("ready"), ResponseWriter = WriteReadyAsync }).DisablePlatformAdaptiveLimit();
        // For people: all that the desk knows of itself and of those it depends on. Nothing is restarted or taken out because of it.
        app.MapHealthChecks("/health", new() { ResponseWriter = WriteHealthAsync }).DisablePlatformAdaptiveLimit();
    }

    /// <summary>Prepares the database before the first request is let in, and tells the operator where to look once it listens.</summary>
    public static async Task OpenDeskAsync(this WebApplication app)
    {
        // As the host would do a moment later: a city is not made up for settings that cannot work.
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        await using (var scope = app.Services.CreateAsyncScope())
        {
            // At once: what is shown only now would be lost if the server could not listen.
            if (await scope.ServiceProvider.GetRequiredService<DeskSetup>().PrepareAsync(app.Lifetime.ApplicationStopping) is { } first)
                Say([.. first.Lines]);
            await scope.ServiceProvider.SealCookieKeysAsync(app.Lifetime.ApplicationStopping);
            await scope.ServiceProvider.OpenLimitsAsync(app.Lifetime.ApplicationStopping);
        }

        app.Lifetime.ApplicationStarted.Register(app.Services.GetRequiredService<StartupLogs>().OnStarted);
        app.Lifetime.ApplicationStarted.Register(() => Greet(app));
    }

    private static Task WriteReadyAsync(HttpContext context, HealthReport report)
    {
        Note(context, report);
        context.Response.ContentType = "text/plain";
        return context.Response.WriteAsync(report.Status.ToString(), context.RequestAborted);
    }

    private static Task WriteHealthAsync(HttpContext context, HealthReport report)
    {
        Note(context, report);
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(string.Join('\n', [report.Status.ToString(), .. report.Entries.Select(entry => $"{entry.Key}: {entry.Value.Status}")]), context.RequestAborted);
    }

    /// <summary>So that people are told since when it is so.</summary>
    private static void Note(HttpContext context, HealthReport report) => context.RequestServices.GetRequiredService<HealthWatch>().Note(report);

    private static void Greet(WebApplication app)
    {
        if (app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is { } address)
            Say($"CityDesk is open: staff console {address}/desk, Open311 {address}/open311/v2/services.json");
    }

    /// <summary>Plain lines for a person, not log entries: a log collector must never see the first password.</summary>
    private static void Say(params string[] lines) => Console.WriteLine(string.Join(Environment.NewLine, lines));
}
