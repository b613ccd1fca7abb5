using System.Text.Json;
using CityDesk.Domain;
using Platform.Testing;

namespace CityDesk.Tests.StaffConsole;

/// <summary>
/// Whatever residents and colleagues write is text on every page, never markup: a page with hostile text has the same
/// elements and attributes as the page with plain text in its place, and shows the text letter by letter.
/// </summary>
public abstract class HostileTextTests(Desk desk) : ConsoleTests(desk)
{
    private static readonly string[] Hostile =
    [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)", "</textarea><script>alert(1)</script>",
        "</title><script>", "<!--", "-->", "]]>", "<style>*{display:none}</style>", "&lt;b&gt; &amp; &#x3c;", "@Html.Raw(\"<b>\")", "@(1+1)",
        "{{7*7}}${7*7}", "javascript:alert(1)", "<svg/onload=alert(1)>", "a\u2028b\u2029c", "\u202Ereversed", "a\tb\nc", "😀👩‍👩‍👧", "١٢٣", "﷽", "ﬀ<b>",
    ];

    public static TheoryData<string> Texts() => [.. Hostile];

    [Theory]
    [MemberData(nameof(Texts))]
    public Task Hostile_text_is_only_text(string text) => ShowsAsTextAsync([text]);

    /// <summary>All of the big list of naughty strings that the desk would accept, in requests of many.</summary>
    [Fact]
    public async Task Naughty_strings_are_only_text()
    {
        var file = Path.Combine(OutsideData.Conformance.Folder("naughty-strings"), "blns.json");
        var all = JsonSerializer.Deserialize<string[]>(await File.ReadAllTextAsync(file, Cancelled))!;
        // The desk keeps neither empty texts nor forbidden characters.
        // HTML has no way to write the control characters U+0080 to U+009F: a browser reads their numbers as other characters.
        var kept = all.Where(text => text.Trim().Length > 0 && DeskText.IndexOfForbidden(text) < 0 && !text.Any(c => c is >= '\u0080' and <= '\u009F')).ToList();
        Assert.InRange(kept.Count, 400, all.Length);

        foreach (var some in kept.Chunk(40))
            await ShowsAsTextAsync(some);
    }

    private async Task ShowsAsTextAsync(string[] texts)
    {
        var plainWords = texts.Distinct(StringComparer.Ordinal).Select((text, i) => (text, $"p{i}".PadRight(text.Length, 'x'))).ToDictionary(StringComparer.Ordinal);
        var plain = await PagesAsync([.. texts.Select(text => plainWords[text])]);
        var hostile = await PagesAsync(texts);

        Assert.Equal(Shape(plain.Request), Shape(hostile.Request));
        Assert.Equal(Shape(plain.Stale), Shape(hostile.Stale));
        Assert.Equal(Shape(plain.Queue), Shape(hostile.Queue));
        Assert.Equal(Shape(plain.Search), Shape(hostile.Search));
        foreach (var text in texts)
        {
            Assert.Contains(Normal(text), Normal(hostile.Request.Page.Body!.TextContent), StringComparison.Ordinal);
            Assert.Contains(Normal(Cut(text, Location.AddressMaxLength)), Normal(hostile.Queue.Page.Body!.TextContent), StringComparison.Ordinal);
        }
    }

    private sealed record Pages(Seen Request, Seen Stale, Seen Queue, Seen Search);

    /// <summary>Pages with the texts wherever somebody may put one.</summary>
    private async Task<Pages> PagesAsync(string[] texts)
    {
        var now = Desk.Clock.GetUtcNow();
        var all = string.Join(" ¦ ", texts);
        var service = await CityAsync(Cut(all, Service.NameMaxLength), service: city => new Service
        {
            JurisdictionId = city,
            ChangedAt = CityDesk.Tests.Desk.Today,
            Code = "X",
            Name = Cut(all, Service.NameMaxLength),
            AgencyResponsible = all,
            Attributes = [new() { Code = "Q", Order = 1, Datatype = AttributeDatatype.Text, Description = all }],
        });
        var request = await RequestAsync(service, r =>
        {
            foreach (var text in texts)
                r.AddNote(text, Cut(text, RequestEvent.ActorMaxLength), now).ThrowIfFailure();
            r.Assign(Cut(all, RequestEvent.ActorMaxLength), "x", now).ThrowIfFailure();
        }, new RequestDraft
        {
            Description = Cut(all, ServiceRequest.DescriptionMaxLength),
            Location = new() { Address = Cut(all, Location.AddressMaxLength), AddressId = Cut(all, Location.AddressIdMaxLength), ZipCode = Cut(all, Location.ZipCodeMaxLength) },
            Reporter = new() { FirstName = Cut(all, Reporter.NameMaxLength), LastName = Cut(all, Reporter.NameMaxLength), Email = Cut(all, Reporter.EmailMaxLength), Phone = Cut(all, Reporter.PhoneMaxLength) },
            MediaUrl = "javascript:" + Cut(all, 1_000),
            Answers = [new() { Code = "Q", Values = [all] }, new() { Code = all, Values = [all] }],
        });
        foreach (var text in texts)
            await RequestAsync(service, r => r.Assign(Cut(text, RequestEvent.ActorMaxLength), "x", now).ThrowIfFailure(), new RequestDraft { Location = new() { Address = Cut(text, Location.AddressMaxLength) } });

        using var visitor = await SignedInAsync(Cut(all, RequestEvent.ActorMaxLength));
        var page = await visitor.GetAsync($"/desk/requests/{request.PublicId}");
        return new Pages(
            page,
            await visitor.SubmitAsync(page.Form($"/desk/requests/{request.PublicId}/assign"), ("team", all), ("text", all), ("version", "0")),
            await visitor.GetAsync($"/desk?city={service.JurisdictionId}"),
            await visitor.GetAsync($"/desk?city={service.JurisdictionId}&team={Uri.EscapeDataString("nobody " + Cut(all, 150))}&q={Uri.EscapeDataString(Cut(all, 500))}"));
    }

    private static string Cut(string text, int length)
    {
        if (text.Length <= length)
            return text;
        return text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }

    /// <summary>Elements and the names of their attributes, in order; and no address but our own.</summary>
    private static List<string> Shape(Seen seen)
    {
        foreach (var address in seen.Page.QuerySelectorAll("[href],[src],[action]").SelectMany(e => new[] { "href", "src", "action" }.Select(e.GetAttribute)).OfType<string>())
            Assert.True(address.StartsWith('/') || address.StartsWith('#'), address);
        // The other cities of this desk, in the order of their names, are none of these texts' doing.
        var others = seen.Page.QuerySelectorAll("#city option").ToHashSet();
        return [.. seen.Page.All.Where(element => !others.Contains(element)).Select(element => $"{element.LocalName} {string.Join(' ', element.Attributes.Select(a => a.Name))}")];
    }

    private static string Normal(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

public sealed class HostileTextOnSqlite(SqliteDesk desk) : HostileTextTests(desk), IClassFixture<SqliteDesk>;

public sealed class HostileTextOnPostgreSql(PostgreSqlDesk desk) : HostileTextTests(desk), IClassFixture<PostgreSqlDesk>;
