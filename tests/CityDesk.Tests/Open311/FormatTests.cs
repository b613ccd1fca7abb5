using System.Text.Json.Nodes;
using CityDesk.Domain;
using FsCheck.Xunit;
using Microsoft.EntityFrameworkCore;

namespace CityDesk.Tests.Open311;

/// <summary>The two formats say the same, and both say what was sent.</summary>
public abstract class FormatTests(Desk desk) : OpenTests(desk)
{
    [Theory]
    [InlineData("/open311/discovery.{0}")]
    [InlineData("/open311/v2/services.{0}")]
    [InlineData("/open311/v2/services/MISSED_COLLECTION.{0}")]
    [InlineData("/open311/v2/services/GRAFFITI.{0}")]
    [InlineData("/open311/v2/services/TREE.{0}")]
    [InlineData("/open311/v2/services/NOTHING.{0}")]
    [InlineData("/open311/v2/requests.{0}")]
    [InlineData("/open311/v2/requests.{0}?start_date=1999-01-01T00:00:00Z")]
    [InlineData("/open311/v2/requests.{0}?page=x&status=%3Cb%3E")]
    [InlineData("/open311/v2/nothing.{0}")]
    [InlineData("/open311/v2/services.{0}/")]
    [InlineData("/open311/v2/requests/nobody.{0}/")]
    public async Task An_xml_answer_turned_to_json_is_the_json_answer(string path)
    {
        var json = await GetAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, path, "json"));
        var xml = await GetAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, path, "xml"));

        Assert.Equal("application/json; charset=utf-8", json.ContentType);
        Assert.Equal("text/xml; charset=utf-8", xml.ContentType);
        Assert.StartsWith("""<?xml version="1.0" encoding="utf-8"?>""", xml.Text, StringComparison.Ordinal);
        Assert.Equal(json.Status, xml.Status);
        // The path that an error names differs by its extension alone.
        Assert.True(JsonNode.DeepEquals(json.Document, xml.Document), $"{json.Text}\n{xml.Text}");
    }

    [Property(MaxTest = 60, Arbitrary = [typeof(Texts)])]
    public async Task Any_text_comes_back_as_it_was_sent_in_both_formats(DeskTextSample description, DeskTextSample address, DeskTextSample account, bool postXml)
    {
        var place = string.IsNullOrWhiteSpace(address.Text) ? "x" + address.Text : address.Text;
        var receipt = (await PostAsync(
            $"{Root}/requests.{(postXml ? "xml" : "json")}",
            Valid(("description", description.Text), ("address_string", place), ("account_id", Short(account.Text))))).Ok();
        Assert.Equal(Short(account.Text), (string?)receipt.Only["account_id"]);
        var id = (string)receipt.Only["service_request_id"]!;

        var json = (await GetAsync($"{Root}/requests/{id}.json")).Ok();
        var xml = (await GetAsync($"{Root}/requests/{id}.xml")).Ok();

        Assert.Equal(description.Text, (string?)json.Only["description"]);
        Assert.Equal(place, (string?)json.Only["address"]);
        Assert.True(JsonNode.DeepEquals(json.Document, xml.Document), $"{json.Text}\n{xml.Text}");
        var stored = await Desk.InDatabaseAsync(db => db.Requests.SingleAsync(r => r.Id == long.Parse(id, System.Globalization.CultureInfo.InvariantCulture), Cancelled));
        Assert.Equal((description.Text, place), (stored.Description, stored.Location.Address));
    }

    [Property(MaxTest = 60)]
    public async Task Any_place_on_earth_comes_back_to_the_last_bit(double latitude, double longitude)
    {
        latitude = Math.IEEERemainder(double.IsFinite(latitude) ? latitude : 0, 180);
        longitude = Math.IEEERemainder(double.IsFinite(longitude) ? longitude : 0, 360);
        var receipt = (await PostAsync($"{Root}/requests.json", Valid(
            ("lat", latitude.ToString("R", System.Globalization.CultureInfo.InvariantCulture)), ("long", longitude.ToString("R", System.Globalization.CultureInfo.InvariantCulture))))).Ok();
        var id = (string)receipt.Only["service_request_id"]!;

        foreach (var format in new[] { "json", "xml" })
        {
            var shown = (await GetAsync($"{Root}/requests/{id}.{format}")).Ok().Only;
            Assert.Equal(latitude, (double)shown["lat"]!);
            Assert.Equal(longitude, (double)shown["long"]!);
        }
    }

    [Theory, MemberData(nameof(Formats))]
    public async Task A_thousand_requests_are_the_most_that_is_shown_and_arrive_whole(string format)
    {
        await Desk.InDatabaseAsync(async db =>
        {
            var service = await db.Services.SingleAsync(s => s.Code == "TREE", Cancelled);
            for (var i = 0; i < 1_010; i++)
            {
                var draft = new RequestDraft { Location = new Location { Address = "1 Test St" }, Description = $"{format} {i} <&> {new string('ä', i % 300)}" };
                db.Requests.Add(ServiceRequest.File(service, draft, "test", Desk.Today.AddMinutes(-i)));
            }

            return await db.SaveChangesAsync(Cancelled);
        });

        var reply = (await GetAsync($"{Root}/requests.{format}?service_code=TREE")).Ok();

        Assert.Equal(1_000, reply.List.Count);
        Assert.Equal(1_000, reply.Values("service_request_id").Distinct().Count());
        Assert.True(JsonNode.DeepEquals((await GetAsync($"{Root}/requests.{(format == "xml" ? "json" : "xml")}?service_code=TREE")).Ok().Document, reply.Document));
        Assert.NotEmpty((await GetAsync($"{Root}/requests.{format}?service_code=TREE&page=2")).Ok().List);
    }

    private static string Short(string text) => text.Length <= 100 ? text : text[..(char.IsHighSurrogate(text[99]) ? 99 : 100)];
}

public sealed class FormatsOnSqlite(SqliteDesk desk) : FormatTests(desk), IClassFixture<SqliteDesk>;

public sealed class FormatsOnPostgreSql(PostgreSqlDesk desk) : FormatTests(desk), IClassFixture<PostgreSqlDesk>;
