using System.Net;
using System.Text.Json.Nodes;
using CityDesk.Domain;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CityDesk.Tests.Open311;

public abstract class ServicesTests(Desk desk) : OpenTests(desk)
{
    [Theory, MemberData(nameof(Formats))]
    public async Task The_list_shows_every_service_with_its_type_and_whether_it_asks_questions(string format)
    {
        var services = (await GetAsync($"{Root}/services.{format}?jurisdiction_id={City}")).Ok().List;

        Assert.Equal(9, services.Count);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""
            {
              "service_code": "DUMPING", "service_name": "Illegal dumping",
              "description": "Furniture, rubble or refuse left in a public place.", "metadata": false, "type": "realtime",
              "keywords": "dumping, furniture, rubble, mattress", "group": "Sanitation"
            }
            """), services.Single(service => (string?)service!["service_code"] == "DUMPING")));
        var types = services.ToDictionary(service => (string)service!["service_code"]!, service => (string)service!["type"]!);
        Assert.Equal("batch", types["NOISE"]);
        Assert.Equal("blackbox", types["TIP"]);
        Assert.True((bool)services.Single(service => (string?)service!["service_code"] == "POTHOLE")!["metadata"]!);
    }

    [Theory, MemberData(nameof(Formats))]
    public async Task A_definition_shows_its_questions_in_order_with_their_choices(string format)
    {
        var definition = (await GetAsync($"{Root}/services/POTHOLE.{format}")).Ok().Document;

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""
            {
              "service_code": "POTHOLE",
              "attributes": [
                {
                  "variable": true, "code": "LANE", "datatype": "singlevaluelist", "required": true, "datatype_description": "Choose one.",
                  "order": 1, "description": "Where in the street is the hole?",
                  "values": [
                    { "key": "driving", "name": "Driving lane" }, { "key": "cycle", "name": "Cycle lane" },
                    { "key": "parking", "name": "Parking lane" }, { "key": "crossing", "name": "Crossing" }
                  ]
                },
                {
                  "variable": true, "code": "WIDTH_CM", "datatype": "number", "required": false, "datatype_description": "In centimetres.",
                  "order": 2, "description": "How wide is it?", "values": []
                }
              ]
            }
            """), definition), definition?.ToJsonString());
    }

    [Fact]
    public async Task Every_datatype_goes_by_the_name_that_the_standard_gives_it()
    {
        string[] codes = ["POTHOLE", "STREETLIGHT", "MISSED_COLLECTION", "GRAFFITI"];
        var datatypes = new HashSet<string>();
        foreach (var code in codes)
        {
            var attributes = (await GetAsync($"{Root}/services/{code}.xml")).Ok().Document!["attributes"]!.AsArray();
            datatypes.UnionWith(attributes.Select(attribute => (string)attribute!["datatype"]!));
        }

        Assert.Equal(["datetime", "multivaluelist", "number", "singlevaluelist", "string", "text"], datatypes.Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Formats))]
    public async Task A_service_without_questions_has_an_empty_definition(string format)
    {
        var definition = (await GetAsync($"{Root}/services/TREE.{format}")).Ok().Document!;

        Assert.Equal("TREE", (string?)definition["service_code"]);
        Assert.Empty(definition["attributes"]!.AsArray());
    }

    [Theory, MemberData(nameof(Formats))]
    public async Task A_code_with_a_point_in_it_is_found(string format)
    {
        var city = $"{format}.example";
        await Desk.InDatabaseAsync(async db =>
        {
            db.Jurisdictions.Add(new Jurisdiction { Id = city, Name = "Points", TimeZone = "UTC" });
            db.Services.Add(new Service { JurisdictionId = city, Code = $"A.{format}.1", Name = "Points", ChangedAt = Desk.Today });
            return await db.SaveChangesAsync(Cancelled);
        });

        var definition = (await GetAsync($"{Root}/services/A.{format}.1.{format}?jurisdiction_id={city}")).Ok().Document!;
        Assert.Equal($"A.{format}.1", (string?)definition["service_code"]);
    }

    [Theory]
    [InlineData("services/NOTHING.json", "NOTHING")]
    [InlineData("services/pothole.xml", "pothole")]
    [InlineData("services/%F0%9F%9A%A7.json", "🚧")]
    [InlineData("services/%01.xml", "service_code")]
    [InlineData("services/%EF%BF%BE.xml", "service_code")]
    public async Task An_unknown_service_is_404_and_named(string path, string mention) =>
        (await GetAsync($"{Root}/{path}")).IsRefusal(HttpStatusCode.NotFound, mention);

    [Theory]
    [InlineData("services.json")]
    [InlineData("services/TREE.xml")]
    [InlineData("requests.json")]
    [InlineData("requests/1.xml")]
    [InlineData("tokens/1.json")]
    public async Task An_unknown_city_is_404_and_an_unreadable_one_400_everywhere(string path)
    {
        (await GetAsync($"{Root}/{path}?jurisdiction_id=nowhere.example")).IsRefusal(HttpStatusCode.NotFound, "jurisdiction_id", "nowhere.example");
        (await GetAsync($"{Root}/{path}?jurisdiction_id={new string('x', 3_000)}")).IsRefusal(HttpStatusCode.NotFound, "jurisdiction_id");
        (await GetAsync($"{Root}/{path}?jurisdiction_id=a%00b")).IsRefusal(HttpStatusCode.BadRequest, "jurisdiction_id", "U+0000");
        (await GetAsync($"{Root}/{path}?jurisdiction_id=a&jurisdiction_id=b")).IsRefusal(HttpStatusCode.BadRequest, "jurisdiction_id", "more than once");
        (await GetAsync($"{Root}/{path}?jurisdiction_id=%zz")).IsRefusal(HttpStatusCode.BadRequest, "jurisdiction_id", "percent-encoded");
    }

    [Theory]
    [InlineData("?jurisdiction_id=")]
    [InlineData("?")]
    [InlineData("?jurisdiction_id=&jurisdiction_id=riverton.example")]
    [InlineData("?api_key=whatever&extensions=true&jurisdiction_id=riverton.example")]
    public async Task An_empty_parameter_is_the_same_as_none(string query)
    {
        var plain = await GetAsync($"{Root}/services.json");

        Assert.Equal(plain.Text, (await GetAsync($"{Root}/services.json{query}")).Ok().Text);
    }

    [Fact]
    public async Task Where_the_city_must_be_named_a_call_without_it_is_400()
    {
        var options = Desk.Services.GetRequiredService<IOptions<DeskOptions>>().Value;
        options.RequireJurisdictionId = true;
        try
        {
            (await GetAsync($"{Root}/services.xml")).IsRefusal(HttpStatusCode.BadRequest, "jurisdiction_id was not provided");
            (await GetAsync($"{Root}/requests.json?jurisdiction_id=")).IsRefusal(HttpStatusCode.BadRequest, "jurisdiction_id was not provided");
            (await PostAsync($"{Root}/requests.json", Valid())).IsRefusal(HttpStatusCode.BadRequest, "jurisdiction_id was not provided");
            (await PostAsync($"{Root}/requests.json", Valid(("jurisdiction_id", City)))).Ok();
            (await PostAsync($"{Root}/requests.json?jurisdiction_id={City}", Valid())).Ok();
            (await GetAsync($"{Root}/services.xml?jurisdiction_id={City}")).Ok();
            (await GetAsync("/open311/discovery.json")).Ok();
        }
        finally
        {
            options.RequireJurisdictionId = false;
        }
    }

    [Fact]
    public async Task One_city_sees_nothing_of_another()
    {
        await Desk.InDatabaseAsync(async db =>
        {
            db.Jurisdictions.Add(new Jurisdiction { Id = "lakeside.example", Name = "Lakeside", TimeZone = "UTC" });
            db.Services.Add(new Service { JurisdictionId = "lakeside.example", Code = "ICE", Name = "Ice on the pier", ChangedAt = Desk.Today });
            return await db.SaveChangesAsync(Cancelled);
        });

        Assert.Equal(["ICE"], (await GetAsync($"{Root}/services.xml?jurisdiction_id=lakeside.example")).Ok().Values("service_code"));
        Assert.Empty((await GetAsync($"{Root}/requests.xml?jurisdiction_id=lakeside.example")).Ok().List);
        Assert.Empty((await GetAsync($"{Root}/requests.json?jurisdiction_id=lakeside.example")).Ok().List);
        (await GetAsync($"{Root}/services/ICE.json")).IsRefusal(HttpStatusCode.NotFound);
        var known = (await GetAsync($"{Root}/requests.json?page_size=1")).Ok().Values("service_request_id").Single();
        (await GetAsync($"{Root}/requests/{known}.json?jurisdiction_id=lakeside.example")).IsRefusal(HttpStatusCode.NotFound, known!);
    }
}

public sealed class ServicesOnSqlite(SqliteDesk desk) : ServicesTests(desk), IClassFixture<SqliteDesk>;

public sealed class ServicesOnPostgreSql(PostgreSqlDesk desk) : ServicesTests(desk), IClassFixture<PostgreSqlDesk>;
