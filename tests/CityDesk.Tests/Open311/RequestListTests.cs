using System.Net;
using System.Text.Json.Nodes;
using CityDesk.Domain;
using Microsoft.EntityFrameworkCore;

namespace CityDesk.Tests.Open311;

/// <summary>GET Service Requests: which requests are shown. Each test files its own, in a year of its own.</summary>
public abstract class RequestListTests(Desk desk) : OpenTests(desk)
{
    [Theory, MemberData(nameof(Formats))]
    public async Task A_request_is_shown_with_every_field_of_the_standard_and_nothing_of_its_reporter(string format)
    {
        var at = new DateTimeOffset(2026, 4, 14, 6, 37, 38, 500, TimeSpan.Zero);
        var draft = new RequestDraft
        {
            Location = new Location { Latitude = 37.762221815, Longitude = -122.4651145, Address = "8th Ave & Judah St", AddressId = "545483", ZipCode = "94122" },
            Description = "Line one\r\nline <two> & \"three\" 🚧",
            MediaUrl = "http://city.example/media/638344.jpg?a=1&b=2",
            Reporter = new Reporter { FirstName = "Secret-First", LastName = "Secret-Last", Email = "secret@mail.example", Phone = "Secret-Phone", DeviceId = "Secret-Device", AccountId = "Secret-Account" },
            Answers = [new AttributeAnswer { Code = "SECRET", Values = ["Secret-Answer"] }],
        };
        var request = await FileAsync("POTHOLE", at, live: r =>
        {
            r.Assign("Crew", "desk", at.AddHours(1)).ThrowIfFailure();
            r.Close("Duplicate request.", "desk", at.AddHours(2)).ThrowIfFailure();
            r.AddNote("Looked again.", "desk", at.AddHours(3)).ThrowIfFailure();
        }, draft);

        var reply = (await GetAsync($"{Root}/requests/{request.PublicId}.{format}")).Ok();

        Assert.DoesNotContain("secret", reply.Text, StringComparison.OrdinalIgnoreCase);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse($$"""
            [{
              "service_request_id": "{{request.PublicId}}", "status": "closed", "status_notes": "Duplicate request.",
              "service_name": "Pothole", "service_code": "POTHOLE", "description": "Line one\r\nline <two> & \"three\" 🚧",
              "agency_responsible": "Street Maintenance", "service_notice": "A crew inspects within two working days.",
              "requested_datetime": "2026-04-14T06:37:38Z", "updated_datetime": "2026-04-14T08:37:38Z", "expected_datetime": "2026-04-19T06:37:38Z",
              "address": "8th Ave & Judah St", "address_id": "545483", "zipcode": "94122", "lat": 37.762221815, "long": -122.4651145,
              "media_url": "http://city.example/media/638344.jpg?a=1&b=2"
            }]
            """), reply.Document), reply.Text);
    }

    [Theory, MemberData(nameof(Formats))]
    public async Task What_is_not_known_is_null(string format)
    {
        var request = await FileAsync("TREE", new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero));

        var shown = (await GetAsync($"{Root}/requests/{request.PublicId}.{format}")).Ok().Only;

        string[] absent = ["status_notes", "description", "address_id", "zipcode", "lat", "long", "media_url"];
        Assert.All(absent, member => Assert.True(shown.ContainsKey(member) && shown[member] is null, member));
        Assert.Equal(17, shown.Count);
    }

    [Fact]
    public async Task Without_arguments_the_last_ninety_days_are_shown_newest_first()
    {
        var kept = await FileAsync("TREE", Desk.Today - TimeSpan.FromDays(90));
        var tooOld = await FileAsync("TREE", Desk.Today - TimeSpan.FromDays(90) - TimeSpan.FromTicks(10));

        var reply = (await GetAsync($"{Root}/requests.json")).Ok();

        Assert.Contains(kept.PublicId, reply.Values("service_request_id"));
        Assert.DoesNotContain(tooOld.PublicId, reply.Values("service_request_id"));
        var times = reply.Values("requested_datetime").ToList();
        Assert.Equal(times.OrderDescending(StringComparer.Ordinal), times);
    }

    [Fact]
    public async Task A_range_takes_both_its_ends_and_nothing_beyond()
    {
        var start = new DateTimeOffset(2011, 3, 1, 0, 0, 0, TimeSpan.Zero);
        var end = start.AddDays(90);
        await FileAsync("TREE", start.AddTicks(-10));
        var first = await FileAsync("TREE", start);
        // Shown as the very second that the range ends with.
        var last = await FileAsync("TREE", end.AddMilliseconds(999));
        await FileAsync("TREE", end.AddSeconds(1));

        var reply = (await GetAsync($"{Root}/requests.json?start_date={W3C(start)}&end_date={W3C(end)}")).Ok();

        Assert.Equal([last.PublicId, first.PublicId], reply.Values("service_request_id"));
    }

    [Fact]
    public async Task One_date_alone_stands_at_its_end_of_ninety_days()
    {
        var middle = new DateTimeOffset(2012, 6, 1, 0, 0, 0, TimeSpan.Zero);
        await FileAsync("TREE", middle.AddDays(-90).AddTicks(-10));
        var early = await FileAsync("TREE", middle.AddDays(-90));
        var now = await FileAsync("TREE", middle);
        var late = await FileAsync("TREE", middle.AddDays(90));
        await FileAsync("TREE", middle.AddDays(90).AddSeconds(1));

        Assert.Equal([late.PublicId, now.PublicId], (await GetAsync($"{Root}/requests.xml?start_date={W3C(middle)}")).Ok().Values("service_request_id"));
        Assert.Equal([now.PublicId, early.PublicId], (await GetAsync($"{Root}/requests.xml?end_date={W3C(middle)}&start_date=")).Ok().Values("service_request_id"));
    }

    [Theory]
    [InlineData("2013-01-01T02:00:00%2B02:00")]
    [InlineData("2012-12-31T19:00-05:00")]
    [InlineData("2013-01-01T00:00:00.000Z")]
    public async Task A_date_may_have_any_offset(string date)
    {
        var found = await FileAsync("TREE", new DateTimeOffset(2013, 1, 1, 0, 0, 0, TimeSpan.Zero));
        try
        {
            Assert.Equal([found.PublicId], (await GetAsync($"{Root}/requests.json?start_date={date}&end_date={date}")).Ok().Values("service_request_id"));
        }
        finally
        {
            await Desk.InDatabaseAsync(db => db.Requests.Where(r => r.Id == found.Id).ExecuteDeleteAsync(Cancelled));
        }
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z", "")]
    [InlineData("", "0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "")]
    [InlineData("", "9999-12-31T23:59:59.9999999Z")]
    public async Task The_ends_of_time_are_no_trouble(string start, string end) =>
        (await GetAsync($"{Root}/requests.json?start_date={start}&end_date={end}")).Ok();

    [Fact]
    public async Task Status_and_service_narrow_the_list()
    {
        var at = new DateTimeOffset(2014, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var open = await FileAsync("TREE", at.AddSeconds(1));
        var assigned = await FileAsync("DUMPING", at.AddSeconds(2), r => r.Assign("Crew", "desk", at.AddHours(1)).ThrowIfFailure());
        var closed = await FileAsync("TREE", at.AddSeconds(3), r => r.Close("Done.", "desk", at.AddHours(1)).ThrowIfFailure());
        var other = await FileAsync("GRAFFITI", at.AddSeconds(4));

        async Task<IEnumerable<string?>> Found(string query) =>
            (await GetAsync($"{Root}/requests.json?start_date={W3C(at)}&{query}")).Ok().Values("service_request_id");

        Assert.Equal([other.PublicId, assigned.PublicId, open.PublicId], await Found("status=open"));
        Assert.Equal([closed.PublicId], await Found("status=closed"));
        Assert.Equal([other.PublicId, closed.PublicId, assigned.PublicId, open.PublicId], await Found("status=closed,open"));
        Assert.Equal([other.PublicId, closed.PublicId, assigned.PublicId, open.PublicId], await Found("status=open&status=closed"));
        Assert.Equal([closed.PublicId, open.PublicId], await Found("service_code=TREE"));
        Assert.Equal([closed.PublicId, assigned.PublicId, open.PublicId], await Found("service_code=TREE,%20DUMPING"));
        Assert.Equal([other.PublicId, assigned.PublicId], await Found("service_code=GRAFFITI&service_code=DUMPING,NOTHING"));
        Assert.Equal([open.PublicId], await Found("service_code=TREE&status=open"));
        Assert.Empty(await Found("service_code=NOTHING"));
        Assert.Equal("open", (string?)(await GetAsync($"{Root}/requests/{assigned.PublicId}.xml")).Ok().Only["status"]);
    }

    [Fact]
    public async Task Numbers_override_all_other_arguments()
    {
        var at = new DateTimeOffset(2015, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var one = await FileAsync("TREE", at);
        var two = await FileAsync("TREE", at.AddSeconds(1), r => r.Close("Done.", "desk", at.AddHours(1)).ThrowIfFailure());
        var three = await FileAsync("TREE", at.AddSeconds(2));
        var imported = await ImportAsync("la", "1-778", at.AddSeconds(3));
        await ImportAsync("la", "9", at.AddSeconds(4));
        await ImportAsync("st", "1-778", at.AddSeconds(5));

        var reply = (await GetAsync(
            $"{Root}/requests.xml?status=nonsense&start_date=nonsense&page=0&service_code=POTHOLE&service_request_id={two.Id},{imported.PublicId},st-9&service_request_id={one.Id},0,-1,x,99999999999999999999")).Ok();

        Assert.Equal([imported.PublicId, two.PublicId, one.PublicId], reply.Values("service_request_id"));
        Assert.DoesNotContain(three.PublicId, reply.Values("service_request_id"));
        Assert.Equal("la-1-778", (string?)(await GetAsync($"{Root}/requests/la-1-778.json")).Ok().Only["service_request_id"]);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("00")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1.0")]
    [InlineData("%20")]
    [InlineData("99999999999999999999999")]
    [InlineData("la-")]
    [InlineData("-5")]
    [InlineData("averyverylongsource-1")]
    [InlineData("la-%01")]
    [InlineData("٣")]
    public async Task What_is_no_number_of_a_request_is_404(string id) =>
        (await GetAsync($"{Root}/requests/{id}.json")).IsRefusal(HttpStatusCode.NotFound, "service_request_id");

    [Fact]
    public async Task A_number_has_one_spelling()
    {
        var request = await FileAsync("TREE", new DateTimeOffset(2016, 1, 1, 0, 0, 0, TimeSpan.Zero));

        (await GetAsync($"{Root}/requests/{request.Id}.json")).Ok();
        (await GetAsync($"{Root}/requests/0{request.Id}.json")).IsRefusal(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_overlap()
    {
        var at = new DateTimeOffset(2017, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var filed = new List<string>();
        for (var i = 0; i < 7; i++)
            filed.Insert(0, (await FileAsync("TREE", at)).PublicId); // All of one second: the number decides.

        var seen = new List<string>();
        for (var page = 1; page <= 4; page++)
            seen.AddRange((await GetAsync($"{Root}/requests.json?start_date={W3C(at)}&page_size=3&page={page}")).Ok().Values("service_request_id").OfType<string>());

        Assert.Equal(filed, seen);
    }

    [Theory]
    [InlineData("start_date=yesterday", "start_date")]
    [InlineData("start_date=2010-01-01", "start_date")]
    [InlineData("start_date=2010-01-01T00:00:00", "start_date")]
    [InlineData("end_date=2010-01-01T00:00:00+02:00", "end_date")]
    [InlineData("end_date=2010-02-30T00:00:00Z", "end_date")]
    [InlineData("start_date=2010-01-01T00:00:00Z&start_date=2010-01-02T00:00:00Z", "more than once")]
    [InlineData("start_date=2010-01-02T00:00:00Z&end_date=2010-01-01T00:00:00Z", "later than")]
    [InlineData("start_date=2010-01-01T00:00:00Z&end_date=2010-04-01T00:00:01Z", "90 days")]
    [InlineData("status=assigned", "assigned")]
    [InlineData("status=Open", "Open")]
    [InlineData("status=open,shut", "shut")]
    [InlineData("page=0", "page")]
    [InlineData("page=-1", "page")]
    [InlineData("page=1e3", "page")]
    [InlineData("page=%EF%BC%91", "page")]
    [InlineData("page=2147483647", "page")]
    [InlineData("page_size=0", "page_size")]
    [InlineData("page_size=1001", "page_size")]
    [InlineData("page_size=10&page_size=20", "page_size")]
    [InlineData("service_code=a%00", "U+0000")]
    [InlineData("service_request_id=1,%EF%BF%BF", "U+FFFF")]
    [InlineData("service_request_id=%ED%A0%80", "service_request_id")]
    [InlineData("status=%", "status")]
    public async Task A_faulty_argument_is_400_and_named(string query, string mention)
    {
        (await GetAsync($"{Root}/requests.json?{query}")).IsRefusal(HttpStatusCode.BadRequest, mention);
        (await GetAsync($"{Root}/requests.xml?{query}")).IsRefusal(HttpStatusCode.BadRequest, mention);
    }

    [Fact]
    public async Task All_faults_of_a_query_are_told_at_once()
    {
        var reply = await GetAsync($"{Root}/requests.json?start_date=a&end_date=b&status=c&page=d&page_size=e&jurisdiction_id=f");

        reply.IsRefusal(HttpStatusCode.NotFound, "start_date", "end_date", "status", "page", "page_size", "jurisdiction_id");
        Assert.Equal(6, reply.List.Count);
    }

    protected Task<ServiceRequest> ImportAsync(string source, string externalId, DateTimeOffset at) => Desk.InDatabaseAsync(async db =>
    {
        var service = await db.Services.SingleAsync(s => s.JurisdictionId == City && s.Code == "TREE", Cancelled);
        var request = ServiceRequest.Import(
            service,
            new RequestDraft { Location = new Location { Address = "1 Old St" } },
            new ImportedFacts { Source = source, ExternalId = externalId, RequestedAt = at, ImportedAt = Desk.Today });
        db.Requests.Add(request);
        await db.SaveChangesAsync(Cancelled);
        return request;
    });
}

public sealed class RequestListOnSqlite(SqliteDesk desk) : RequestListTests(desk), IClassFixture<SqliteDesk>;

public sealed class RequestListOnPostgreSql(PostgreSqlDesk desk) : RequestListTests(desk), IClassFixture<PostgreSqlDesk>;
