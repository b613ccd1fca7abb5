using System.Globalization;
using System.Net;
using CityDesk.Domain;
using CityDesk.Pages.Queue;
using Microsoft.EntityFrameworkCore;

namespace CityDesk.Tests.StaffConsole;

public abstract class QueueTests(Desk desk) : ConsoleTests(desk)
{
    [Fact]
    public async Task The_queue_shows_the_city_newest_first()
    {
        using var visitor = await SignedInAsync();
        var expected = await Desk.InDatabaseAsync(db => db.Requests
            .Where(r => r.JurisdictionId == "riverton.example")
            .OrderByDescending(r => r.RequestedAt).ThenByDescending(r => r.Id)
            .ToListAsync(Cancelled));

        var queue = await visitor.GetAsync("/desk");

        Assert.Equal(40, expected.Count);
        Assert.Equal(expected.Select(r => r.PublicId), queue.Numbers);
        Assert.Equal("Requests in Riverton – CityDesk", queue.Page.Title);
        Assert.Null(queue.Page.QuerySelector("nav.pages"));
    }

    [Fact]
    public async Task A_row_says_where_its_request_stands_and_leads_to_it()
    {
        var service = await CityAsync("Rowville");
        var late = await RequestAsync(service, r => r.Assign("Crew 1", "test", Desk.Clock.GetUtcNow()).ThrowIfFailure(), at: Desk.Clock.GetUtcNow().AddDays(-5));
        var done = await RequestAsync(service, r => r.Close("Done.", "test", Desk.Clock.GetUtcNow()).ThrowIfFailure(), at: Desk.Clock.GetUtcNow().AddDays(-6));
        using var visitor = await SignedInAsync();

        var queue = await visitor.GetAsync($"/desk?city={service.JurisdictionId}");
        var rows = queue.Page.QuerySelectorAll("table.rows tbody tr");

        Assert.Equal(2, rows.Length);
        Assert.Equal(
            [late.PublicId, "Lamp", "1 Mill Lane", "AssignedOverdue 3 days", "5 days ago", "Crew 1"],
            rows[0].Children.Select(cell => cell.TextContent.Trim()));
        Assert.Equal(
            [done.PublicId, "Lamp", "1 Mill Lane", "Closed", "6 days ago", "–"],
            rows[1].Children.Select(cell => cell.TextContent.Trim()));
        Assert.Equal($"/desk/requests/{late.PublicId}", rows[0].QuerySelector("th[scope=row] a")!.GetAttribute("href"));
        Assert.Equal(late.RequestedAt, DateTimeOffset.Parse(rows[0].QuerySelector("time")!.GetAttribute("datetime")!, CultureInfo.InvariantCulture));
        Assert.Equal(6, queue.Page.QuerySelectorAll("table.rows thead th[scope=col]").Length);
        Assert.NotNull(queue.Page.QuerySelector("table.rows > caption"));
    }

    [Fact]
    public async Task Each_filter_leaves_what_a_person_would_leave()
    {
        using var visitor = await SignedInAsync();
        var all = await Desk.InDatabaseAsync(db => db.Requests.AsNoTracking().Include(r => r.Service)
            .Where(r => r.JurisdictionId == "riverton.example").ToListAsync(Cancelled));
        var (from, to) = (Desk.Clock.GetUtcNow().AddDays(-60), Desk.Clock.GetUtcNow().AddDays(-10));

        await Holds("status=open", r => r.Status == RequestStatus.Open);
        await Holds("status=assigned", r => r.Status == RequestStatus.Assigned);
        await Holds("status=closed", r => r.Status == RequestStatus.Closed);
        await Holds("service=POTHOLE", r => r.Service.Code == "POTHOLE");
        await Holds("team=Crew+North", r => r.AssignedTo == "Crew North");
        await Holds("q=STREET", r => r.Location.Address!.Contains("street", StringComparison.OrdinalIgnoreCase) || r.Description.Contains("street", StringComparison.OrdinalIgnoreCase));
        await Holds($"from={from:yyyy-MM-dd}", r => r.RequestedAt >= from.Date);
        await Holds($"to={to:yyyy-MM-dd}", r => r.RequestedAt < to.Date.AddDays(1));
        await Holds($"from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}&status=closed", r => r.RequestedAt >= from.Date && r.RequestedAt < to.Date.AddDays(1) && r.Status == RequestStatus.Closed);
        await Holds("status=closed&service=GRAFFITI&team=Crew+South", r => r.Status == RequestStatus.Closed && r.Service.Code == "GRAFFITI" && r.AssignedTo == "Crew South");

        async Task Holds(string query, Func<ServiceRequest, bool> naive)
        {
            var expected = all.Where(naive).OrderByDescending(r => r.RequestedAt).ThenByDescending(r => r.Id).Select(r => r.PublicId);
            Assert.Equal(expected, (await visitor.GetAsync("/desk?" + query)).Numbers);
        }
    }

    [Fact]
    public async Task The_form_shows_what_the_address_says_and_the_tabs_keep_it()
    {
        using var visitor = await SignedInAsync();

        var queue = await visitor.GetAsync("/desk?status=open&service=TREE&team=Nobody+here&q=a%26b%22&from=2026-01-01&to=2026-05-04");

        var form = queue.Form("/desk");
        Assert.Equal("get", form.Method);
        Assert.Equal("a&b\"", queue.Find("#q").GetAttribute("value"));
        Assert.Equal("TREE", queue.Find("#service [selected]").GetAttribute("value"));
        Assert.Equal("Nobody here", queue.Find("#team [selected]").GetAttribute("value"));
        Assert.Equal("2026-01-01", queue.Find("#from").GetAttribute("value"));
        Assert.Equal("open", queue.Find("input[name=status]").GetAttribute("value"));
        Assert.Equal("Open", queue.Text(".tabs [aria-current]"));
        var closed = queue.Page.QuerySelectorAll(".tabs a").Single(a => a.TextContent.StartsWith("Closed", StringComparison.Ordinal)).GetAttribute("href");
        Assert.Equal("/desk?status=closed&service=TREE&team=Nobody%20here&q=a%26b%22&from=2026-01-01&to=2026-05-04", closed);
        Assert.Equal("Nothing matches", queue.Text(".empty h2"));
    }

    [Fact]
    public async Task The_tabs_count_under_the_other_filters()
    {
        var service = await CityAsync();
        for (var i = 0; i < 3; i++)
            await RequestAsync(service);
        await RequestAsync(service, r => r.Assign("Crew 1", "test", Desk.Clock.GetUtcNow()).ThrowIfFailure());
        await RequestAsync(service, r => r.Close("Done.", "test", Desk.Clock.GetUtcNow()).ThrowIfFailure());
        using var visitor = await SignedInAsync();

        var all = await visitor.GetAsync($"/desk?city={service.JurisdictionId}&status=closed");
        var crew = await visitor.GetAsync($"/desk?city={service.JurisdictionId}&team=Crew+1");
        var text = await visitor.GetAsync($"/desk?city={service.JurisdictionId}&q=mill");

        Assert.Equal("All, 5 requests Open, 3 requests Assigned, 1 requests Closed, 1 requests", all.Text(".tabs ul"));
        Assert.Equal("All, 1 requests Open, 0 requests Assigned, 1 requests Closed, 0 requests", crew.Text(".tabs ul"));
        Assert.Equal("All Open Assigned Closed", text.Text(".tabs ul"));
    }

    [Theory]
    [InlineData("100%", "100% dark")]
    [InlineData("_x_", "a _x_ b")]
    [InlineData("\\", "back\\slash")]
    [InlineData("'", "it's")]
    [InlineData("DARK", "100% dark")]
    [InlineData("straße", "Mühlstraße")]
    [InlineData("[a-z]", "[a-z]*")]
    public async Task What_is_searched_for_means_itself(string text, string expected)
    {
        var service = await CityAsync();
        foreach (var description in (string[])["100% dark", "a _x_ b", "back\\slash", "it's", "Mühlstraße", "[a-z]*", "axxb", "1000 other"])
            await RequestAsync(service, draft: new() { Location = new() { Address = "here" }, Description = description });
        using var visitor = await SignedInAsync();

        var queue = await visitor.GetAsync($"/desk?city={service.JurisdictionId}&q={Uri.EscapeDataString(text)}");

        var found = await ReadAsync(long.Parse(Assert.Single(queue.Numbers), CultureInfo.InvariantCulture));
        Assert.Equal(expected, found.Description);
    }

    [Fact]
    public async Task A_number_is_found_whole_and_also_in_another_city()
    {
        var here = await CityAsync();
        var there = await CityAsync();
        var own = await RequestAsync(here);
        await RequestAsync(here);
        var foreign = await Desk.InDatabaseAsync(async db =>
        {
            db.Attach(there);
            var imported = ServiceRequest.Import(there, new RequestDraft { Location = new() { Address = "x" } }, new ImportedFacts
            {
                Source = "old",
                ExternalId = $"77-{there.Id}",
                RequestedAt = Desk.Clock.GetUtcNow(),
                ImportedAt = Desk.Clock.GetUtcNow(),
            });
            db.Requests.Add(imported);
            await db.SaveChangesAsync(Cancelled);
            return imported;
        });
        using var visitor = await SignedInAsync();

        Assert.Equal([own.PublicId], (await visitor.GetAsync($"/desk?city={here.JurisdictionId}&q={own.PublicId}")).Numbers);
        Assert.Equal([foreign.PublicId], (await visitor.GetAsync($"/desk?city={there.JurisdictionId}&q={foreign.PublicId}")).Numbers);
        Assert.Equal([foreign.PublicId], (await visitor.GetAsync($"/desk?city={there.JurisdictionId}&q=77-{there.Id}")).Numbers);
        var elsewhere = await visitor.GetAsync($"/desk?city={here.JurisdictionId}&q={foreign.PublicId}");
        Assert.Empty(elsewhere.Numbers);
        Assert.Equal($"/desk/requests/{foreign.PublicId}", elsewhere.Find(".empty a").GetAttribute("href"));
    }

    [Fact]
    public async Task A_day_begins_where_the_city_lies()
    {
        var service = await CityAsync("Faraway", "America/Los_Angeles");
        await RequestAsync(service, at: new DateTimeOffset(2026, 3, 8, 7, 59, 59, TimeSpan.Zero));
        var first = await RequestAsync(service, at: new DateTimeOffset(2026, 3, 8, 8, 0, 0, TimeSpan.Zero));
        // The clocks go forward on that day, so it has 23 hours.
        var last = await RequestAsync(service, at: new DateTimeOffset(2026, 3, 9, 6, 59, 59, TimeSpan.Zero));
        await RequestAsync(service, at: new DateTimeOffset(2026, 3, 9, 7, 0, 0, TimeSpan.Zero));
        using var visitor = await SignedInAsync();

        var queue = await visitor.GetAsync($"/desk?city={service.JurisdictionId}&from=2026-03-08&to=2026-03-08");

        Assert.Equal([last.PublicId, first.PublicId], queue.Numbers);
        Assert.Equal("8 Mar 2026, 23:59", queue.Find("time").GetAttribute("title"));
        Assert.Contains("America/Los_Angeles", queue.Text("footer"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status=opened", "no such status")]
    [InlineData("service=NOPE", "has no such service")]
    [InlineData("from=yesterday", "“from” day is not a date")]
    [InlineData("to=2026-02-30", "“to” day is not a date")]
    [InlineData("to=9999-12-31", "“to” day is not a date")]
    [InlineData("from=0001-01-01", "“from” day is not a date")]
    [InlineData("q=a%00b", "character that no request can hold")]
    [InlineData("team=%1b", "character that no request can hold")]
    [InlineData("from=2026-02-02&to=2026-02-01", "nothing can match")]
    public async Task What_cannot_be_understood_is_said_and_restricts_nothing(string query, string problem)
    {
        using var visitor = await SignedInAsync();

        var queue = await visitor.GetAsync("/desk?" + query);

        Assert.Equal(HttpStatusCode.OK, queue.Status);
        Assert.Contains(problem, queue.Text("[role=alert]"), StringComparison.Ordinal);
        Assert.Equal(query.Contains('&', StringComparison.Ordinal) ? 0 : 40, queue.Numbers.Count);
    }

    [Fact]
    public async Task A_text_that_is_too_long_is_said_and_not_searched_for()
    {
        using var visitor = await SignedInAsync();

        var queue = await visitor.GetAsync("/desk?q=" + new string('x', QueueFilter.TextMaxLength + 1));

        Assert.Contains("longer than 100 characters", queue.Text("[role=alert]"), StringComparison.Ordinal);
        Assert.Equal(40, queue.Numbers.Count);
    }

    [Theory]
    [InlineData("after=x")]
    [InlineData("after=1.")]
    [InlineData("after=.1")]
    [InlineData("before=-1.-1")]
    [InlineData("after=999999999999999999.1")]
    [InlineData("before=-999999999999999999.1")]
    [InlineData("after=99999999999999999999999.1")]
    public async Task A_position_that_nobody_gave_is_the_beginning(string query)
    {
        using var visitor = await SignedInAsync();

        Assert.Equal(40, (await visitor.GetAsync("/desk?" + query)).Numbers.Count);
    }

    [Fact]
    public async Task A_position_behind_the_end_says_so()
    {
        using var visitor = await SignedInAsync();

        var behind = await visitor.GetAsync("/desk?after=-62135596800000000.1");

        Assert.Equal("Nothing further", behind.Text(".empty h2"));
        Assert.Equal(40, (await visitor.GetAsync(behind.Find(".empty a").GetAttribute("href")!)).Numbers.Count);
        Assert.Equal(40, (await visitor.GetAsync(behind.Find("[rel=prev]").GetAttribute("href")!)).Numbers.Count);
    }

    [Fact]
    public async Task A_new_city_says_that_nothing_was_reported_and_an_unknown_one_is_not_found()
    {
        var service = await CityAsync("Newtown");
        using var visitor = await SignedInAsync();

        Assert.Equal("No requests yet", (await visitor.GetAsync($"/desk?city={service.JurisdictionId}")).Text(".empty h2"));
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync("/desk?city=atlantis")).Status);
    }

    [Fact]
    public async Task Fifty_rows_stand_on_a_page_that_stays_small_and_the_links_walk_through_all()
    {
        var service = await CityAsync();
        for (var i = 0; i < 120; i++)
            await RequestAsync(service, r => r.Assign("Brightway Contractors", "test", Desk.Clock.GetUtcNow()).ThrowIfFailure(), at: Desk.Clock.GetUtcNow().AddDays(-i / 7));
        using var visitor = await SignedInAsync();

        var first = await visitor.GetAsync($"/desk?city={service.JurisdictionId}&team=Brightway+Contractors");
        var second = await visitor.GetAsync(first.Find("[rel=next]").GetAttribute("href")!);
        var newcomer = await RequestAsync(service, r => r.Assign("Brightway Contractors", "test", Desk.Clock.GetUtcNow()).ThrowIfFailure());
        var third = await visitor.GetAsync(second.Find("[rel=next]").GetAttribute("href")!);
        var secondAgain = await visitor.GetAsync(third.Find("[rel=prev]").GetAttribute("href")!);
        var firstAgain = await visitor.GetAsync(secondAgain.Find("[rel=prev]").GetAttribute("href")!);

        Assert.InRange(first.Body.Length, 1, 30 * 1024);
        Assert.Equal([50, 50, 20], [first.Numbers.Count, second.Numbers.Count, third.Numbers.Count]);
        Assert.Equal(120, first.Numbers.Concat(second.Numbers).Concat(third.Numbers).Distinct().Count());
        Assert.Null(first.Page.QuerySelector("[rel=prev]"));
        Assert.Null(third.Page.QuerySelector("[rel=next]"));
        Assert.Equal(second.Numbers, secondAgain.Numbers);
        Assert.Equal(first.Numbers, firstAgain.Numbers);
        Assert.DoesNotContain(newcomer.PublicId, firstAgain.Numbers);
        Assert.Equal(newcomer.PublicId, (await visitor.GetAsync(firstAgain.Find("[rel=prev]").GetAttribute("href")!)).Numbers[0]);
    }
}

public sealed class QueueOnSqlite(SqliteDesk desk) : QueueTests(desk), IClassFixture<SqliteDesk>;

public sealed class QueueOnPostgreSql(PostgreSqlDesk desk) : QueueTests(desk), IClassFixture<PostgreSqlDesk>;
