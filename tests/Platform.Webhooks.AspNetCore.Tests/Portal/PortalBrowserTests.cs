using System.Text;
using CityDesk.Tests.StaffConsole;
using Platform.Testing;

namespace Platform.Webhooks.AspNetCore.Tests.Portal;

/// <summary>The portal in a real browser: judged by axe-core, at the widths of a desk and of a phone, by day and by night.</summary>
public sealed class PortalBrowserTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly Lazy<string> Axe = new(() =>
    {
        var assembly = typeof(Deque.AxeCore.Commons.AxeRunOptions).Assembly;
        var name = assembly.GetManifestResourceNames().Single(static each => each.EndsWith("axe.min.js", StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<int, bool> Looks() => new() { { 1280, false }, { 1280, true }, { 360, false }, { 360, true } };

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Axe_finds_nothing_on_any_page_none_is_wider_than_the_screen_and_all_is_reached_by_keyboard(int width, bool dark)
    {
        Assert.SkipWhen(Chromium.Unavailable is not null, Chromium.Unavailable ?? "");
        await using var host = await PortalHost.StartAsync(listens: true);
        var id = await host.MakeAsync(description: "Billing \u202E<script>document.title='hit'</script>");
        await host.MakeAsync(description: null, isConfirmed: false);
        var number = await host.KeepAsync(
            id, "{\"id\":\"invoice:7\",\"amount\":12.5}"u8.ToArray(),
                Encoding.UTF8.GetBytes("<script>document.title='hit'</script>\u202E\0 " + new string('x', 400)));
        var page = await chromium.OpenAsync();
        await page.LookAsync(width, dark);

        await GoAsync("/hooks/", "out");
        await GoAsync($"{host.Link()}", "endpoints");
        await GoAsync("/hooks/new", "new");
        await page.EvaluateAsync("document.querySelectorAll('[required]').forEach(e => e.required = false)");
        await page.SubmitAsync(("url", "https://10.0.0.1/"));
        await JudgeAsync("refused");
        await page.EvaluateAsync("document.getElementById('type-0').checked = true");
        await page.SubmitAsync(("url", "https://example.com/another"));
        await JudgeAsync("secret");
        await GoAsync($"/hooks/endpoints/{id}?done=changed", "endpoint");
        await GoAsync($"/hooks/endpoints/{id}/edit", "edit");
        await GoAsync($"/hooks/endpoints/{id}/delete", "delete");
        await GoAsync($"/hooks/endpoints/{id}/replay?scope=Everything&span=1", "replay");
        await GoAsync($"/hooks/endpoints/{id}/attempts", "attempts");
        await GoAsync($"/hooks/endpoints/{id}/attempts/{number}", "attempt");
        await GoAsync("/hooks/types", "types");
        await GoAsync("/hooks/types/invoice.paid", "type");
        await GoAsync("/hooks/endpoints/nowhere", "not-found");

        // The browser draws its own controls from data: addresses.
        Assert.All(
            page.Requested.Where(static address => !address.StartsWith("data:", StringComparison.Ordinal)),
            address => Assert.StartsWith(host.Address.AbsoluteUri, address, StringComparison.Ordinal));

        async Task GoAsync(string path, string name)
        {
            await page.GoAsync(new Uri(host.Address, path));
            await JudgeAsync(name);
        }

        async Task JudgeAsync(string name)
        {
            var file = Path.Combine(Checkout.Root, "artifacts", "screenshots", $"portal-{name}-{width}-{(dark ? "dark" : "light")}.png");
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllBytesAsync(file, await page.ScreenshotAsync(), Cancellation);
            Assert.NotEqual("hit", (await page.EvaluateAsync("document.title")).GetString());
            var scrolled = (await page.EvaluateAsync("document.documentElement.scrollWidth")).GetInt32();
            Assert.True(scrolled <= width, $"{name} is {scrolled} wide");
            await page.EvaluateAsync(Axe.Value);
            var found = await page.EvaluateAsync(
                "axe.run(document, { rules: { 'target-size': { enabled: true } } })" +
                ".then(r => ({ passes: r.passes.length, violations: r.violations.map(" +
                "v => v.id + ': ' + v.help + ' at ' + v.nodes.map(n => n.target.join(' ')).join(', ')) }))");
            Assert.True(found.GetProperty("passes").GetInt32() > 10, "axe has judged hardly anything");
            Assert.Empty(found.GetProperty("violations").EnumerateArray().Select(violation => $"{name}: {violation}"));
            await ReachAsync(page, name);
        }
    }

    [Fact]
    public async Task Attempts_come_by_themselves_unless_that_is_stopped()
    {
        Assert.SkipWhen(Chromium.Unavailable is not null, Chromium.Unavailable ?? "");
        await using var host = await PortalHost.StartAsync(listens: true);
        var id = await host.MakeAsync();
        var page = await chromium.OpenAsync();
        await page.GoAsync(new Uri(host.Address, $"{host.Link()}"));
        await page.GoAsync(new Uri(host.Address, $"/hooks/endpoints/{id}/attempts"));
        Assert.Equal("Stop live updates",
            (await page.EvaluateAsync("document.querySelector('button[type=button]').textContent")).GetString());

        await host.KeepAsync(id, "{}"u8.ToArray(), []);

        var begun = TimeProvider.System.GetTimestamp();
        while ((await page.EvaluateAsync("document.querySelectorAll('#live tbody tr').length")).GetInt32() == 0)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(40), "It never came.");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Cancellation);
        }
        await page.EvaluateAsync("document.querySelector('button[type=button]').click()");
        Assert.Equal("Start live updates",
            (await page.EvaluateAsync("document.querySelector('button[type=button]').textContent")).GetString());
    }

    private static async Task ReachAsync(ChromiumPage page, string name)
    {
        await page.EvaluateAsync("document.activeElement.blur(), window.scrollTo(0, 0), getSelection().removeAllRanges()");
        var all = (await page.EvaluateAsync(
            "Array.from(document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea'))" +
            ".filter(e => e.checkVisibility()).map((e, i) => e.dataset.place = i).length")).GetInt32();
        var seen = new HashSet<int>();
        for (var press = 0; seen.Count < all && press < all * 4; press++)
        {
            await page.PressAsync("Tab", 9);
            var focus = await page.EvaluateAsync(
                "(() => { const e = document.activeElement, s = getComputedStyle(e);" +
                "return { place: e.dataset.place === undefined ? -1 : +e.dataset.place, " +
                "ring: parseFloat(s.outlineStyle === 'none' ? 0 : s.outlineWidth) } })()");
            var place = focus.GetProperty("place").GetInt32();
            Assert.True(place < 0 || focus.GetProperty("ring").GetDouble() >= 2,
                $"{name}: number {place} does not show that it has the focus");
            if (place >= 0)
                seen.Add(place);
        }
        Assert.Equal(all, seen.Count);
    }
}
