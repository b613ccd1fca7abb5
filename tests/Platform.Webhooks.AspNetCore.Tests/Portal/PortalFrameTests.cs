using System.Net;
using CityDesk.Tests.StaffConsole;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Platform.Webhooks.Endpoints;

namespace Platform.Webhooks.AspNetCore.Tests.Portal;

/// <summary>In a real browser, in a frame of a page of another site: only it knows which cookies it sends, and what it lets be framed.</summary>
public sealed class PortalFrameTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_of_another_site_that_may_frame_it_does_and_no_other_page_can()
    {
        Assert.SkipWhen(Chromium.Unavailable is not null, Chromium.Unavailable ?? "");
        await using var embedding = await EmbeddingAsync();
        var port = new Uri(embedding.Urls.First()).Port;
        // Another site than 127.0.0.1, for browsers as for us.
        await using var host = await PortalHost.StartAsync(listens: true, frameAncestors: [$"http://localhost:{port}"]);
        await using var closed = await PortalHost.StartAsync(listens: true);
        var id = await host.MakeAsync();
        var page = await chromium.OpenAsync();

        await page.GoAsync(Embedded($"http://localhost:{port}", host));
        var frame = await chromium.FrameAsync();
        Assert.Equal("Endpoints", (await frame.EvaluateAsync("document.querySelector('h1').textContent")).GetString());
        Assert.Contains("/hooks/portal.css", host.Requests);
        Assert.Equal("", (await frame.EvaluateAsync("document.cookie")).GetString());
        var cookie = Assert.Single(await frame.CookiesAsync());
        Assert.Equal("webhook-portal-framed", cookie.GetProperty("name").GetString());
        Assert.Equal("None", cookie.GetProperty("sameSite").GetString());
        Assert.True(cookie.GetProperty("secure").GetBoolean() && cookie.GetProperty("httpOnly").GetBoolean());
        Assert.Equal("http://localhost", cookie.GetProperty("partitionKey").GetProperty("topLevelSite").GetString());

        // Links, forms, and what the script fetches.
        await frame.LeaveAsync("document.querySelector('tbody a').click()");
        await frame.LeaveAsync("document.querySelector(\"form[action$='/pause'] button\").click()");
        Assert.Equal(WebhookEndpointState.Paused, (await host.Endpoints.FindAsync("acme", id, Cancellation))!.State);
        await frame.LeaveAsync("document.querySelector(\"a[href$='/attempts']\").click()");
        await host.KeepAsync(id, "{}"u8.ToArray(), []);
        await UntilAsync(async () => (await frame.EvaluateAsync("document.querySelectorAll('#live tbody tr').length")).GetInt32() == 1);

        // In a tab of its own nobody is in by it.
        await page.GoAsync(new Uri(host.Address, "/hooks/"));
        Assert.Equal("You are not in", (await page.EvaluateAsync("document.querySelector('h1').textContent")).GetString());
        foreach (var (origin, portal) in ((string, PortalHost)[])[
            ($"http://127.0.0.1:{port}", host), ($"http://localhost:{port}", closed)])
        {
            portal.Requests.Clear();
            await page.GoAsync(Embedded(origin, portal));
            // It is asked for, and not shown: nothing of what stands in it is.
            Assert.Contains("/hooks/enter", portal.Requests);
            Assert.DoesNotContain("/hooks/portal.css", portal.Requests);
        }
    }

    private static Uri Embedded(string origin, PortalHost portal) =>
        new($"{origin}/?src={Uri.EscapeDataString(new Uri(portal.Address, $"{portal.Link()}").AbsoluteUri)}");

    /// <summary>The page of a product that shows the portal in it.</summary>
    private static async Task<WebApplication> EmbeddingAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapGet("/", (string src) => Results.Content(
            $"<!DOCTYPE html><title>Product</title><iframe title=\"Webhooks\" src=\"{WebUtility.HtmlEncode(src)}\"></iframe>", "text/html"));
        await app.StartAsync(Cancellation);
        return app;
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(40), "It never came to it.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancellation);
        }
    }
}
