using System.Globalization;
using CityDesk.Data;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace CityDesk;

/// <summary>The moments around the start of the web host.</summary>
internal static class DeskStartup
{
    public static void MapDeskHealth(this WebApplication app)
    {
        // Alive: the process answers. Ready: it can also reach its database.
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new() { Predicate = check => check.Tags.Contains("ready") });
        // For people: all that the desk knows of itself and of those it depends on. Nothing is restarted or taken out because of it.
        app.MapHealthChecks("/health", new() { ResponseWriter = WriteHealthAsync });
    }

    /// <summary>Prepares the database before the first request is let in, and tells the operator where to look once it listens.</summary>
    public static async Task OpenDeskAsync(this WebApplication app)
    {
        FirstStart? first;
        await using (var scope = app.Services.CreateAsyncScope())
            first = await scope.ServiceProvider.GetRequiredService<DeskSetup>().PrepareAsync(app.Lifetime.ApplicationStopping);
        app.Lifetime.ApplicationStarted.Register(() => Greet(app, first));
    }

    private static Task WriteHealthAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(string.Join('\n', [report.Status.ToString(), .. report.Entries.Select(entry => $"{entry.Key}: {entry.Value.Status}")]), context.RequestAborted);
    }

    /// <summary>Plain lines for a person at a terminal, not log entries: a log collector must never see the first password.</summary>
    private static void Greet(WebApplication app, FirstStart? first)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses;
        if (addresses?.FirstOrDefault() is not { } address || Console.IsOutputRedirected && first is null)
            return;
        var lines = new List<string>
        {
            string.Create(CultureInfo.InvariantCulture, $"CityDesk is open: staff console {address}/desk, Open311 {address}/open311/v2/services.json"),
        };
        if (first is not null)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"First start: {first.Requests} requests were made up in {app.Services.GetRequiredService<IOptions<DeskOptions>>().Value.DefaultJurisdiction}. Shown only now:"));
            lines.Add($"  staff sign-in  {first.StaffUserName} / {first.StaffPassword}");
            lines.Add($"  Open311 key    {first.ApiKey}");
        }

        Console.WriteLine(string.Join(Environment.NewLine, lines));
    }
}
