using System.Net;
using CityDesk.Domain;
using Microsoft.EntityFrameworkCore;

namespace CityDesk.Tests.Open311;

/// <summary>POST Service Request: what is stored, and what is refused whole.</summary>
public abstract class SubmissionTests(Desk desk) : OpenTests(desk)
{
    [Theory, MemberData(nameof(Formats))]
    public async Task A_request_is_stored_as_it_was_sent(string format)
    {
        var reply = (await PostAsync($"{Root}/requests.{format}", [
            ("jurisdiction_id", City), ("service_code", "MISSED_COLLECTION"), ("lat", "37.76524078"), ("long", "-122.4212043"), ("address_string", "1234 5th street"),
            ("address_id", "R1"), ("email", "smit333@mail.example"), ("device_id", "tt222111"), ("account_id", "123456"), ("first_name", "Jóhn"), ("last_name", "O'Smith"),
            ("phone", "+1 (555) 111"), ("description", "Bins <b>left</b>\r\n& full"), ("media_url", "https://farm3.example/2002/a.jpg?x=1&y=2"),
            ("attribute[BINS][]", "paper"), ("attribute[BINS][]", "glass"), ("attribute[PUT_OUT_AT]", "2026-05-04T06:30:00-05:00")])).Ok();

        Assert.Equal(["service_request_id", "service_notice", "account_id"], reply.Only.Select(member => member.Key));
        Assert.Equal("123456", (string?)reply.Only["account_id"]);
        Assert.Equal("Please leave the bins out; a truck returns by the next working day.", (string?)reply.Only["service_notice"]);
        var id = long.Parse((string)reply.Only["service_request_id"]!, System.Globalization.CultureInfo.InvariantCulture);
        var stored = await Desk.InDatabaseAsync(db => db.Requests.Include(r => r.Service).Include(r => r.History).SingleAsync(r => r.Id == id, Cancelled));
        Assert.Equal("MISSED_COLLECTION", stored.Service.Code);
        Assert.Equal(City, stored.JurisdictionId);
        Assert.Equal(new Location { Latitude = 37.76524078, Longitude = -122.4212043, Address = "1234 5th street", AddressId = "R1" }, stored.Location);
        Assert.Equal(
            new Reporter { FirstName = "Jóhn", LastName = "O'Smith", Email = "smit333@mail.example", Phone = "+1 (555) 111", DeviceId = "tt222111", AccountId = "123456" },
            stored.Reporter);
        Assert.Equal("Bins <b>left</b>\r\n& full", stored.Description);
        Assert.Equal("https://farm3.example/2002/a.jpg?x=1&y=2", stored.MediaUrl);
        Assert.Equal(["BINS:paper,glass", "PUT_OUT_AT:2026-05-04T06:30:00-05:00"], stored.Answers.Select(answer => $"{answer.Code}:{string.Join(',', answer.Values)}"));
        Assert.Equal(Desk.Today, stored.RequestedAt);
        Assert.Equal(Desk.Today.AddDays(1), stored.ExpectedAt);
        Assert.Equal(RequestEventKind.Opened, Assert.Single(stored.History).Kind);
        Assert.StartsWith("App ", stored.History[0].Actor, StringComparison.Ordinal);
        Assert.NotNull(stored.ConsumerId);
    }

    [Theory, MemberData(nameof(Formats))]
    public async Task What_is_realtime_batch_or_blackbox_gives_a_number_a_token_or_neither(string format)
    {
        async Task<IEnumerable<string>> Members(string code) =>
            (await PostAsync($"{Root}/requests.{format}", Valid(("service_code", code)))).Ok().Only.Select(member => member.Key);

        Assert.Equal(["service_request_id", "service_notice", "account_id"], await Members("DUMPING"));
        Assert.Equal(["token", "service_notice", "account_id"], await Members("NOISE"));
        Assert.Equal(["service_notice", "account_id"], await Members("TIP"));
    }

    [Theory]
    [InlineData("lat=1&long=2")]
    [InlineData("lat=-90&long=180")]
    [InlineData("lat=1e1&long=-0")]
    [InlineData("address_string=here")]
    [InlineData("address_id=R1")]
    [InlineData("lat=&long=&address_id=R1")]
    public async Task One_way_to_say_where_is_enough(string location) =>
        (await PostBodyAsync($"{Root}/requests.json", $"api_key={await KeyAsync()}&service_code=TREE&{location}")).Ok();

    [Theory]
    [InlineData("", "location")]
    [InlineData("address_string=+&address_id=%09", "location")]
    [InlineData("lat=1", "lat and long")]
    [InlineData("long=1&address_string=here", "lat and long")]
    [InlineData("lat=90.0001&long=1", "lat")]
    [InlineData("lat=1&long=-180.5", "long")]
    [InlineData("lat=NaN&long=1", "lat")]
    [InlineData("lat=1&long=Infinity", "long")]
    [InlineData("lat=1&long=-%E2%88%9E", "long")]
    [InlineData("lat=1e999&long=1", "lat")]
    [InlineData("lat=1,5&long=1", "lat")]
    [InlineData("lat=+1&long=1", "lat")]
    [InlineData("lat=0x1&long=1", "lat")]
    [InlineData("lat=%D9%A1&long=1", "lat")]
    [InlineData("lat=1&lat=2&long=1", "lat was given more than once")]
    public async Task A_place_that_is_none_is_refused(string location, string mention)
    {
        var before = await CountAsync();

        (await PostBodyAsync($"{Root}/requests.xml", $"api_key={await KeyAsync()}&service_code=TREE&{location}")).IsRefusal(HttpStatusCode.BadRequest, mention);

        Assert.Equal(before, await CountAsync());
    }

    [Theory]
    [InlineData("description", 4_000)]
    [InlineData("address_string", 500)]
    [InlineData("address_id", 100)]
    [InlineData("first_name", 100)]
    [InlineData("last_name", 100)]
    [InlineData("email", 254)]
    [InlineData("phone", 40)]
    [InlineData("device_id", 200)]
    [InlineData("account_id", 200)]
    public async Task A_text_may_be_so_long_and_no_longer_and_holds_no_forbidden_character(string parameter, int limit)
    {
        // A character outside the basic plane is one character, on PostgreSQL too.
        (await PostAsync($"{Root}/requests.json", Valid((parameter, string.Concat(Enumerable.Repeat("🚧", limit)))))).Ok();
        var before = await CountAsync();

        (await PostAsync($"{Root}/requests.json", Valid((parameter, new string('x', limit + 1))))).IsRefusal(HttpStatusCode.BadRequest, parameter, $"{limit}");
        (await PostAsync($"{Root}/requests.json", Valid((parameter, "a\u0000b")))).IsRefusal(HttpStatusCode.BadRequest, parameter, "U+0000");
        (await PostAsync($"{Root}/requests.xml", Valid((parameter, "a\u001Bb")))).IsRefusal(HttpStatusCode.BadRequest, parameter, "U+001B");
        (await PostAsync($"{Root}/requests.xml", Valid((parameter, "a\uFFFEb")))).IsRefusal(HttpStatusCode.BadRequest, parameter, "U+FFFE");
        (await PostAsync($"{Root}/requests.json", [.. Valid((parameter, "a")), (parameter, "a")])).IsRefusal(HttpStatusCode.BadRequest, parameter, "more than once");
        Assert.Equal(before, await CountAsync());
    }

    [Theory]
    [InlineData("ftp://example.org/a.jpg")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/a.jpg")]
    [InlineData("//example.org/a.jpg")]
    [InlineData("example.org/a.jpg")]
    [InlineData("http://")]
    [InlineData(" http://example.org/")]
    [InlineData("http://example.org/a b")]
    [InlineData("http://example.org/\nX: y")]
    [InlineData("http:a")]
    [InlineData("http://example.org/%%30")]
    [InlineData("data:text/html,hello")]
    public async Task A_media_url_must_be_an_absolute_web_address(string url) =>
        (await PostAsync($"{Root}/requests.json", Valid(("media_url", url)))).IsRefusal(HttpStatusCode.BadRequest, "media_url");

    [Theory]
    [InlineData("http://city.example/a.jpg")]
    [InlineData("HTTPS://city.example:8443/a%20b.jpg?size=1&x=%C3%A4#top")]
    [InlineData("https://city.example/Straße/漢.jpg")]
    [InlineData("http://[2001:db8::1]/a")]
    public async Task A_web_address_is_kept(string url)
    {
        var receipt = (await PostAsync($"{Root}/requests.json", Valid(("media_url", url)))).Ok();

        Assert.Equal(url, (string?)(await GetAsync($"{Root}/requests/{(string)receipt.Only["service_request_id"]!}.xml")).Ok().Only["media_url"]);
    }

    [Theory]
    [InlineData(null, "was not provided")]
    [InlineData("", "was not provided")]
    [InlineData("desk_0000", "Invalid")]
    [InlineData("%00", "Invalid")]
    public async Task Without_a_valid_key_nothing_is_stored(string? key, string mention)
    {
        var before = await CountAsync();
        var form = Encode(Valid()) + (key is null ? "" : $"&api_key={key}");

        (await PostBodyAsync($"{Root}/requests.json", form)).IsRefusal(HttpStatusCode.Forbidden, "api_key", mention);
        (await PostBodyAsync($"{Root}/requests.xml", form)).IsRefusal(HttpStatusCode.Forbidden, "api_key", mention);
        (await PostBodyAsync($"{Root}/requests.xml", "")).IsRefusal(HttpStatusCode.Forbidden, "api_key");

        Assert.Equal(before, await CountAsync());
    }

    [Fact]
    public async Task A_revoked_key_is_refused()
    {
        var (consumer, key) = ApiConsumer.Create($"Revoked {Guid.NewGuid():N}", "", Desk.Today);
        consumer.Revoke(Desk.Today);
        await Desk.InDatabaseAsync(db =>
        {
            db.Consumers.Add(consumer);
            return db.SaveChangesAsync(Cancelled);
        });

        (await PostBodyAsync($"{Root}/requests.json", Encode([("api_key", key), .. Valid()]))).IsRefusal(HttpStatusCode.Forbidden, "revoked");
    }

    [Fact]
    public async Task Key_and_city_may_stand_in_the_address_too_but_not_contradict_the_form()
    {
        var key = await KeyAsync();

        (await PostBodyAsync($"{Root}/requests.json?api_key={key}&jurisdiction_id={City}", Encode(Valid()))).Ok();
        (await PostAsync($"{Root}/requests.json?api_key={key}&jurisdiction_id={City}", Valid(("jurisdiction_id", City)))).Ok();
        (await PostAsync($"{Root}/requests.json?api_key=other", Valid())).IsRefusal(HttpStatusCode.Forbidden);
        (await PostAsync($"{Root}/requests.json?jurisdiction_id=other", Valid(("jurisdiction_id", City)))).IsRefusal(HttpStatusCode.BadRequest, "jurisdiction_id", "different");
    }

    [Fact]
    public async Task All_faults_are_told_at_once()
    {
        var before = await CountAsync();
        var reply = await PostAsync($"{Root}/requests.json", [
            ("service_code", "POTHOLE"), ("lat", "x"), ("long", "y"), ("media_url", "z"), ("email", new string('e', 255)), ("attribute[LANE]", "sky"), ("attribute[HUE]", "red")]);

        reply.IsRefusal(HttpStatusCode.BadRequest, "lat", "long", "media_url", "email", "attribute[LANE]", "attribute[HUE]");
        Assert.Equal(6, reply.List.Count);
        (await PostAsync($"{Root}/requests.xml", [("jurisdiction_id", "nowhere"), ("lat", "91")])).IsRefusal(HttpStatusCode.NotFound, "nowhere", "service_code was not provided", "lat");
        (await PostAsync($"{Root}/requests.xml", [("service_code", "NOTHING")])).IsRefusal(HttpStatusCode.NotFound, "NOTHING", "location");
        Assert.Equal(before, await CountAsync());
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/x-www-form-urlencoded; charset=iso-8859-1")]
    public async Task Another_kind_of_body_is_415(string contentType) =>
        (await PostBodyAsync($"{Root}/requests.json", $"api_key={await KeyAsync()}&{Encode(Valid())}", contentType)).IsRefusal(HttpStatusCode.UnsupportedMediaType, "application/x-www-form-urlencoded");

    [Fact]
    public async Task A_body_without_a_type_is_415()
    {
        using var content = new ByteArrayContent([]);
        (await OpenReply.ReadAsync(await Http.PostAsync($"{Root}/requests.xml", content, Cancelled), Cancelled)).IsRefusal(HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded; charset=UTF-8")]
    [InlineData("Application/X-WWW-Form-Urlencoded;charset=\"utf-8\"")]
    public async Task The_type_may_name_its_charset(string contentType) =>
        (await PostBodyAsync($"{Root}/requests.json", Encode([("api_key", await KeyAsync()), .. Valid()]), contentType)).Ok();
}

public sealed class SubmissionOnSqlite(SqliteDesk desk) : SubmissionTests(desk), IClassFixture<SqliteDesk>;

public sealed class SubmissionOnPostgreSql(PostgreSqlDesk desk) : SubmissionTests(desk), IClassFixture<PostgreSqlDesk>;
