using System.Buffers.Binary;
using CityDesk.Domain;
using CityDesk.Pages;
using CityDesk.Tests.Import;
using CityDesk.Tests.Plugins;
using CityDesk.Tour;
using Platform.Testing;

namespace CityDesk.Tests.StaffConsole;

/// <summary>
/// The pictures of the console in the docs: taken by <c>eng/screenshots.sh</c>, which sets <c>PLATFORM_SCREENSHOTS</c>. Otherwise it is
/// only looked whether each area has its picture, so that no area comes without one. All data are made up from a seed and a clock that stands
/// still; only keys and what is computed from them differ each time, and when the import was made, which is a command of its own.
/// </summary>
public sealed class ScreenshotTests(SqliteDesk desk, Chromium chromium)
    : ConsoleTests(desk), IClassFixture<SqliteDesk>, IClassFixture<Chromium>
{
    private const string Variable = "PLATFORM_SCREENSHOTS";
    private const string Resident = "zoe.obrien@mail.example";
    private const int Width = 1280;
    private const int Tallest = 1_000;
    private const int LargestFile = 200 * 1024;

    private static readonly string Folder = Path.Combine(Checkout.Root, "docs", "public", "console");

    /// <summary>The area that is also shown by night.</summary>
    private static ConsoleArea ByNight => ConsoleNavigation.Areas[0];

    private static IEnumerable<(ConsoleArea Area, bool Dark)> Pictures =>
        ConsoleNavigation.Areas.Select(static area => (area, false)).Append((ByNight, true));

    [Fact]
    public async Task Each_area_of_the_console_has_its_picture_in_the_docs()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 })
            await TakeAsync();

        var page = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "docs", "explanation", "console.md"), Cancelled);
        Assert.All(Pictures, picture =>
        {
            var name = NameOf(picture.Area, picture.Dark);
            var file = new FileInfo(Path.Combine(Folder, name));
            Assert.True(file.Exists, $"There is no picture {name}: eng/screenshots.sh takes it.");
            Assert.InRange(file.Length, 1, LargestFile);
            var bytes = File.ReadAllBytes(file.FullName);
            Assert.True(bytes.AsSpan(1, 3).SequenceEqual("PNG"u8), $"{name} is no PNG.");
            // Width and height stand in the first chunk: PNG, third edition, section 11.2.1.
            Assert.Equal(Width, BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16)));
            Assert.Contains($"/console/{name}", page, StringComparison.Ordinal);
        });
        Assert.Equal(
            Pictures.Select(static picture => NameOf(picture.Area, picture.Dark)).Order(StringComparer.Ordinal),
            Directory.GetFiles(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private static string NameOf(ConsoleArea area, bool dark) =>
        $"{area.Title.ToLowerInvariant().Replace(' ', '-')}{(dark ? "-dark" : "")}.png";

    private async Task TakeAsync()
    {
        Assert.Null(Chromium.Unavailable);
        Directory.CreateDirectory(Folder);
        await LiveAsync();
        var page = await chromium.OpenAsync();
        foreach (var dark in (bool[])[false, true])
        {
            await page.LookAsync(Width, dark);
            if (!dark)
            {
                await page.GoAsync(Address("/desk/sign-in"));
                await page.SubmitAsync(("userName", (await StaffAsync("Ana Clerk")).UserName), ("password", Password));
            }
            foreach (var (area, _) in Pictures.Where(picture => picture.Dark == dark))
            {
                await page.GoAsync(Address(area.Path));
                if (area.Title == "Residents")
                    await page.SubmitAsync(("who", Resident));
                else if (area.Title == "Keys")
                    await page.LeaveAsync("document.querySelector('form[action=\"/desk/keys/count\"] button').click()");
                var file = Path.Combine(Folder, NameOf(area, dark));
                await File.WriteAllBytesAsync(file, await page.ScreenshotAsync(Tallest), Cancelled);
            }
        }
    }

    /// <summary>Somebody who has filed, holders of keys who have called, an import with rows that were refused.</summary>
    private async Task LiveAsync()
    {
        var city = await CityAsync("Lampton");
        await RequestAsync(city, draft: new RequestDraft
        {
            Description = "The lamp in front of the school has been dark since Monday.",
            Location = new() { Address = "12 Mill Lane" },
            Reporter = new() { FirstName = "Zoë", LastName = "O’Brien", Email = Resident },
        });
        var (app, key) = ApiConsumer.Create("Pothole app", "app@example.org", Desk.Clock.GetUtcNow(), "partner");
        var (widget, _) = ApiConsumer.Create("Neighbourhood widget", "", Desk.Clock.GetUtcNow());
        await Desk.InDatabaseAsync(db =>
        {
            db.Consumers.AddRange(app, widget);
            return db.SaveChangesAsync(Cancelled);
        });
        for (var call = 0; call < 12; call++)
            (await Http.GetAsync(new Uri($"/open311/v2/services.json?api_key={key}", UriKind.Relative), Cancelled)).Dispose();
        using var export = new InventedExport();
        var faulty = export.Write(
            [
                .. InventedExport.Rows(8), InventedExport.Row("1-1"), InventedExport.Row("2-1", type: "77"),
                InventedExport.Row("2-2", created: "soon"),
            ]);
        await RunAsync("import", faulty);
        using var publisher = new PluginPublisher(Desk.Clock);
        foreach (var (plugin, version) in ((string, string)[])[("Crews", "1.0.0"), ("Crews", "1.1.0"), ("Noticeboard", "1.0.0")])
            await Desk.InstallAsync(publisher, plugin, version);
    }

    private Uri Address(string path) => new(Desk.ClientOptions.BaseAddress, path);
}
