using CityDesk.Domain;
using CityDesk.Pages;
using CityDesk.Tests.Plugins;
using CityDesk.Tour;
using Platform.Testing;

namespace CityDesk.Tests.StaffConsole;

/// <summary>
/// The pages in a real browser: judged by axe-core, at the widths of a desk and of a phone, by day and by night. The engine
/// below makes no difference here, so one is enough.
/// </summary>
public sealed class AccessibilityTests(SqliteDesk desk, Chromium chromium) : ConsoleTests(desk), IClassFixture<SqliteDesk>, IClassFixture<Chromium>
{
    private static readonly Lazy<string> Axe = new(() =>
    {
        var assembly = typeof(Deque.AxeCore.Commons.AxeRunOptions).Assembly;
        var name = assembly.GetManifestResourceNames().Single(n => n.EndsWith("axe.min.js", StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    });

    public static TheoryData<int, bool> Looks() => new() { { 1280, false }, { 1280, true }, { 360, false }, { 360, true } };

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Axe_finds_nothing_on_any_page(int width, bool dark)
    {
        Assert.SkipWhen(Chromium.Unavailable is not null, Chromium.Unavailable ?? "");
        var (open, closed) = await RequestsAsync();
        await UseKeysAsync();
        using var publisher = new PluginPublisher(Desk.Clock);
        await Desk.InstallAsync(publisher, "Noticeboard", "1.0.0");
        await Desk.InstallAsync(publisher, "Trouble", "1.0.0");
        var package = publisher.Pack("Crews", "1.0.0");
        var member = await StaffAsync("Ana Clerk");
        var page = await chromium.OpenAsync();
        await page.LookAsync(width, dark);

        await page.GoAsync(Address("/desk"));
        await JudgeAsync("sign-in");
        await page.SubmitAsync(("userName", member.UserName), ("password", "guess"));
        await JudgeAsync("sign-in-refused");
        await page.SubmitAsync(("userName", member.UserName), ("password", Password));
        await JudgeAsync("queue");
        await page.GoAsync(Address($"/desk?city={open.JurisdictionId}&status=closed&q=nothing+like+it&from=soon"));
        await JudgeAsync("queue-empty");
        await page.GoAsync(Address($"/desk/requests/{open.PublicId}"));
        await JudgeAsync("request-open");
        await page.SubmitAsync(("assign-text", "first, with the right team"), ("assign-team", "Crew North"));
        await JudgeAsync("request-refused");
        await page.SubmitAsync(("note-text", "Called the resident."));
        await JudgeAsync("request-noted");
        await page.GoAsync(Address($"/desk/requests/{open.PublicId}"));
        await ChangeAsync(open);
        await page.SubmitAsync(("close-text", "The lamp has a new head."));
        await JudgeAsync("request-stale");
        await page.GoAsync(Address($"/desk/requests/{closed.PublicId}"));
        await JudgeAsync("request-closed");
        await page.GoAsync(Address($"/desk/requests/{open.PublicId}"));
        await page.ForgetCookiesAsync();
        await page.SubmitAsync(("assign-text", "The session ends\nwhile this is typed."), ("assign-team", "Crew North"));
        await JudgeAsync("session-ended");
        await page.SubmitAsync(("userName", member.UserName), ("password", Password));
        await JudgeAsync("session-begun-again");
        Assert.Equal("The session ends\nwhile this is typed.", (await page.EvaluateAsync("document.getElementById('kept-text').value")).GetString());
        await page.GoAsync(Address("/desk/usage"));
        await JudgeAsync("usage");
        await page.GoAsync(Address("/desk/residents"));
        await JudgeAsync("residents");
        await page.SubmitAsync(("who", "ZOE.obrien.with.a.very.long.address@mail.example.org"));
        await JudgeAsync("residents-found");
        await page.GoAsync(Address("/desk/audit"));
        await JudgeAsync("audit");
        await page.LeaveAsync("document.querySelector('form[action=\"/desk/audit/verify\"] button').click()");
        await JudgeAsync("audit-verified");
        await page.GoAsync(Address("/desk/quality"));
        await JudgeAsync("quality");
        await page.GoAsync(Address("/desk/keys"));
        await JudgeAsync("keys");
        await page.LeaveAsync("document.querySelector('form[action=\"/desk/keys/count\"] button').click()");
        await JudgeAsync("keys-counted");
        await page.GoAsync(Address("/desk/plugins"));
        await JudgeAsync("plugins");
        await page.LeaveAsync(
            $"const files = new DataTransfer(); files.items.add(new File([Uint8Array.from(atob('{Convert.ToBase64String(package)}'), c => c.charCodeAt(0))], 'crews.plugin'));"
            + "const field = document.getElementById('package'); field.files = files.files; field.form.querySelector('button').click()");
        Assert.Equal("/desk/plugins/upload", (await page.EvaluateAsync("location.pathname")).GetString());
        await JudgeAsync("plugins-read");
        await page.GoAsync(Address("/desk/health"));
        await JudgeAsync("health");
        await page.GoAsync(Address("/desk/nowhere"));
        await JudgeAsync("not-found");

        // The browser draws its own controls from data: addresses.
        Assert.All(page.Requested.Where(address => !address.StartsWith("data:", StringComparison.Ordinal)), address => Assert.StartsWith(Desk.ClientOptions.BaseAddress.AbsoluteUri, address, StringComparison.Ordinal));

        async Task JudgeAsync(string name)
        {
            var file = Path.Combine(Checkout.Root, "artifacts", "screenshots", $"{name}-{width}-{(dark ? "dark" : "light")}.png");
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllBytesAsync(file, await page.ScreenshotAsync(), Cancelled);

            await page.EvaluateAsync(Axe.Value);
            var found = await page.EvaluateAsync(
                "axe.run(document, { rules: { 'target-size': { enabled: true } } })" +
                ".then(r => ({ passes: r.passes.length, violations: r.violations.map(v => v.id + ': ' + v.help + ' at ' + v.nodes.map(n => n.target.join(' ')).join(', ')) }))");
            Assert.True(found.GetProperty("passes").GetInt32() > 10, "axe has judged hardly anything");
            Assert.Empty(found.GetProperty("violations").EnumerateArray().Select(v => $"{name}: {v}"));
        }
    }

    [Theory]
    [InlineData(320)]
    [InlineData(360)]
    [InlineData(768)]
    [InlineData(1280)]
    public async Task No_page_is_wider_than_the_screen(int width)
    {
        Assert.SkipWhen(Chromium.Unavailable is not null, Chromium.Unavailable ?? "");
        var (open, _) = await RequestsAsync();
        await UseKeysAsync();
        var page = await SignedInPageAsync(width);

        foreach (var address in ConsoleNavigation.Areas.Select(static area => area.Path).Concat([$"/desk?city={open.JurisdictionId}", $"/desk/requests/{open.PublicId}", "/desk/nowhere"]))
        {
            await page.GoAsync(Address(address));
            var wide = await page.EvaluateAsync(
                $"document.documentElement.scrollWidth <= {width} ? [] : Array.from(document.querySelectorAll('body *')).filter(e => e.getBoundingClientRect().right > {width})" +
                ".map(e => e.localName + '.' + e.className + ' ' + e.textContent.trim().slice(0, 40))");
            Assert.Empty(wide.EnumerateArray().Select(element => $"{address} at {width}: {element}"));
        }
    }

    [Fact]
    public async Task After_signing_out_the_way_back_shows_nothing_of_what_was_there()
    {
        Assert.SkipWhen(Chromium.Unavailable is not null, Chromium.Unavailable ?? "");
        var (open, _) = await RequestsAsync();
        var page = await SignedInPageAsync(1280);
        await page.GoAsync(Address($"/desk/requests/{open.PublicId}"));

        await page.LeaveAsync("document.querySelector('form[action=\"/desk/sign-out\"] button').click()");
        Assert.Equal("/desk/sign-in", (await page.EvaluateAsync("location.pathname")).GetString());
        Assert.False((await page.EvaluateAsync("document.querySelector('.account') !== null")).GetBoolean());

        await page.LeaveAsync("history.back()");
        Assert.Equal("/desk/sign-in", (await page.EvaluateAsync("location.pathname")).GetString());
        Assert.DoesNotContain(open.Description, (await page.EvaluateAsync("document.body.innerText")).GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_is_reached_by_keyboard_in_the_order_of_the_page_and_shows_where_one_is()
    {
        Assert.SkipWhen(Chromium.Unavailable is not null, Chromium.Unavailable ?? "");
        var (open, _) = await RequestsAsync();
        var page = await SignedInPageAsync(1280);

        foreach (var address in (string[])["/desk", $"/desk/requests/{open.PublicId}"])
        {
            await page.GoAsync(Address(address));
            var all = (await page.EvaluateAsync("Array.from(document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea')).filter(e => e.checkVisibility()).map((e, i) => e.dataset.place = i).length")).GetInt32();
            var seen = new List<int>();
            for (var press = 0; seen.Count < all && press < all * 4; press++)
            {
                await page.PressAsync("Tab", 9);
                var focus = await page.EvaluateAsync(
                    "(() => { const e = document.activeElement, s = getComputedStyle(e), t = getComputedStyle(e, '::after');" +
                    "return { place: e.dataset.place === undefined ? -1 : +e.dataset.place, ring: Math.max(parseFloat(s.outlineStyle === 'none' ? 0 : s.outlineWidth), parseFloat(t.outlineStyle === 'none' ? 0 : t.outlineWidth) || 0) } })()");
                var place = focus.GetProperty("place").GetInt32();
                Assert.True(place < 0 || focus.GetProperty("ring").GetDouble() >= 2, $"{address}: number {place} does not show that it has the focus");
                // A date field has three stops of its own, and its button.
                if (place >= 0 && (seen.Count == 0 || seen[^1] != place))
                    seen.Add(place);
            }

            Assert.Equal(Enumerable.Range(0, all), seen);
        }
    }

    [Fact]
    public async Task The_skip_link_comes_first_and_leads_to_the_content()
    {
        Assert.SkipWhen(Chromium.Unavailable is not null, Chromium.Unavailable ?? "");
        var page = await SignedInPageAsync(1280);

        await page.PressAsync("Tab", 9);
        var first = await page.EvaluateAsync("document.activeElement.textContent + ' ' + (document.activeElement.getBoundingClientRect().top >= 0)");
        await page.EvaluateAsync("document.activeElement.click()");
        await page.PressAsync("Tab", 9);

        Assert.Equal("Skip to the content true", first.GetString());
        Assert.Equal("page", (await page.EvaluateAsync("document.activeElement.getAttribute('aria-current')")).GetString());
    }

    private async Task<ChromiumPage> SignedInPageAsync(int width)
    {
        var member = await StaffAsync("Ana Clerk");
        var page = await chromium.OpenAsync();
        await page.LookAsync(width, dark: false);
        await page.GoAsync(Address("/desk/sign-in"));
        await page.SubmitAsync(("userName", member.UserName), ("password", Password));
        return page;
    }

    /// <summary>Holders of keys with long and short names, of whom one has called; and somebody without a key.</summary>
    private async Task UseKeysAsync()
    {
        var (often, key) = ApiConsumer.Create($"Pothole app of the neighbourhood associations {Guid.NewGuid():N}", "app@example.org", Desk.Clock.GetUtcNow(), "partner");
        var (never, _) = ApiConsumer.Create($"App {Guid.NewGuid():N}", "", Desk.Clock.GetUtcNow(), "nowhere");
        await Desk.InDatabaseAsync(db =>
        {
            db.Consumers.AddRange(often, never);
            return db.SaveChangesAsync(Cancelled);
        });
        foreach (var call in (string[])["", $"?api_key={key}", $"?api_key={key}"])
            (await Http.GetAsync(new Uri($"/open311/v2/services.json{call}", UriKind.Relative), Cancelled)).Dispose();
    }

    private Uri Address(string path) => new(Desk.ClientOptions.BaseAddress, path);

    /// <summary>One request of each kind of page, with something in every part of it.</summary>
    private async Task<(ServiceRequest Open, ServiceRequest Closed)> RequestsAsync()
    {
        var now = Desk.Clock.GetUtcNow();
        var service = await CityAsync("Lampton", service: city => new Service
        {
            JurisdictionId = city,
            ChangedAt = CityDesk.Tests.Desk.Today,
            Code = "STREETLIGHT",
            Name = "Street light out",
            AgencyResponsible = "Street Lighting",
            Target = TimeSpan.FromDays(2),
            Attributes =
            [
                new() { Code = "FAULT", Order = 1, Datatype = AttributeDatatype.SingleValueList, Description = "What is wrong with it?", Options = [new() { Key = "dark", Name = "Dark" }] },
                new() { Code = "POLE", Order = 2, Datatype = AttributeDatatype.String, Description = "Number on the pole" },
            ],
        });
        var draft = new RequestDraft
        {
            Description = "The lamp in front of the school has been dark since Monday.\nChildren cross here in the morning.",
            Location = new() { Address = "12 Mill Lane, at the corner of a street with a rather long name", ZipCode = "12345", Latitude = 52.51, Longitude = 13.4 },
            Reporter = new() { FirstName = "Zoë", LastName = "O'Brien", Email = "zoe.obrien.with.a.very.long.address@mail.example.org", Phone = "+1 555 0100" },
            MediaUrl = "https://pictures.example/2026/05/a-picture-with-a-very-long-name-that-has-no-break-in-it.jpg",
            Answers = [new() { Code = "FAULT", Values = ["dark"] }, new() { Code = "POLE", Values = ["B-1204"] }],
        };
        var open = await RequestAsync(service, r => r.Assign("Crew North", "Ben Clerk", now.AddDays(-3), "please look at the school first").ThrowIfFailure(), draft, now.AddDays(-4));
        var closed = await RequestAsync(service, r =>
        {
            r.Assign("Brightway Contractors", "Ben Clerk", now.AddDays(-8)).ThrowIfFailure();
            r.Close("The lamp has a new head.", "Ana Clerk", now.AddDays(-7)).ThrowIfFailure();
        }, draft, now.AddDays(-9));
        return (open, closed);
    }

    private Task<int> ChangeAsync(ServiceRequest request) => Desk.InDatabaseAsync(async db =>
    {
        var found = (await db.Requests.FindAsync([request.Id], Cancelled))!;
        await db.Entry(found).Reference(r => r.Service).LoadAsync(Cancelled);
        found.Assign("Crew South", "Ben Clerk", Desk.Clock.GetUtcNow()).ThrowIfFailure();
        return await db.SaveChangesAsync(Cancelled);
    });
}
