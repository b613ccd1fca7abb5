using System.Globalization;
using System.Text.Json.Nodes;

namespace CityDesk.Tour.Scenes;

/// <summary>Plugins come, are exchanged, crash and go back while residents report, and no report is lost by it.</summary>
internal sealed class PluginUnderLoad : IScene
{
    private const string Trouble = "city.trouble";
    private const string Report = "It is dark here, and there is a pothole in the asphalt of the road";

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    public string Name => "plugin";

    public string Title => "A plugin is dropped in while requests flow, crashes, is quarantined and rolled back, and no request is lost.";

    public async Task PlayAsync(TourDesk desk, Narrator tell, CancellationToken cancellationToken)
    {
        var page = new PluginsPage(desk);
        await tell.DoAsync("Residents report, five times a second, from now to the end of this scene.");
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (filed, failed, latest) = (0, 0, "");
        var residents = ReportAsync();
        try
        {
            await InstallAsync("Crews", "1.0.0");
            await tell.WaitAsync(
                () => IsGivenToAsync("Crew Lights"), "what is reported goes to the first crew whose word it says: Crew Lights", cancellationToken);
            await InstallAsync("Crews", "1.1.0");
            await tell.WaitAsync(
                () => IsGivenToAsync("Crew Roads"), "the newer version knows better, and gives it to Crew Roads", cancellationToken);

            await InstallAsync("Trouble", "1.0.0");
            await tell.QuoteAsync($"{Trouble} 1.0.0: {await page.StandingAsync(Trouble, "1.0.0", cancellationToken)}");
            await InstallAsync("Trouble", "2.0.0");
            await tell.DoAsync("This version ends its process with every call.");
            await tell.WaitAsync(
                async () => await page.StandingAsync(Trouble, "2.0.0", cancellationToken) is { } said
                    && said.StartsWith("In quarantine", StringComparison.Ordinal),
                "it was started again five times, and is in quarantine: nobody asks it any more", cancellationToken);
            await tell.QuoteAsync($"{Trouble} 2.0.0: {await page.StandingAsync(Trouble, "2.0.0", cancellationToken)}");
            await tell.QuoteAsync(await page.GoBackAsync(Trouble, cancellationToken));
            await tell.WaitAsync(
                async () => await TeamOfAsync(await desk.FileAsync("trouble: none", null, cancellationToken)) == "Crew Trouble",
                "the version before is asked again, and answers", cancellationToken);
        }
        finally
        {
            await enough.CancelAsync();
            await residents;
        }

        await tell.CheckAsync(
            failed == 0, string.Create(CultureInfo.InvariantCulture, $"{filed} reports were filed meanwhile, and none failed"));

        async Task InstallAsync(string plugin, string version)
        {
            var (asks, read) = await page.ReadAsync(plugin, version, cancellationToken);
            var says = asks.Count == 0 ? "It asks for nothing new." : "Whoever installs it agrees to this:";
            await tell.DoAsync($"{plugin}-{version}.plugin is dropped in. {says}");
            await tell.QuoteAsync(string.Join('\n', asks));
            await tell.QuoteAsync(await page.InstallAsync(read, cancellationToken));
        }

        async Task ReportAsync()
        {
            while (!enough.IsCancellationRequested)
            {
                try
                {
                    latest = await desk.FileAsync(Report, null, cancellationToken);
                    filed++;
                }
                catch (HttpRequestException)
                {
                    failed++;
                }
                await Task.Delay(Pace, TimeProvider.System, enough.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        async Task<bool> IsGivenToAsync(string team) => latest.Length > 0 && await TeamOfAsync(latest) == team;

        async Task<string?> TeamOfAsync(string number) =>
            (string?)JsonNode.Parse(await desk.Staff.GetStringAsync($"/api/v1/requests/{number}", cancellationToken))!["assignedTo"];
    }
}
