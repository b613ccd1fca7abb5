using System.Buffers;
using System.Net;
using System.Text.Json.Nodes;
using CityDesk.Domain;
using CityDesk.Open311.Documents;
using CityDesk.Open311.Formats;
using Microsoft.EntityFrameworkCore;

namespace CityDesk.Tests.Open311;

public abstract class DiscoveryTests(Desk desk) : OpenTests(desk)
{
    [Theory, MemberData(nameof(Formats))]
    public async Task Discovery_names_the_endpoint_the_formats_and_whom_to_ask(string format)
    {
        var document = (await GetAsync($"/open311/discovery.{format}")).Ok().Document!;

        Assert.Equal("desk@riverton.example", (string?)document["contact"]);
        Assert.NotEmpty((string)document["key_service"]!);
        var endpoint = Assert.Single(document["endpoints"]!.AsArray())!;
        Assert.Equal("http://wiki.open311.org/GeoReport_v2", (string?)endpoint["specification"]);
        Assert.Equal(new Uri(Http.BaseAddress!, Root).ToString(), (string?)endpoint["url"]);
        Assert.Equal("test", (string?)endpoint["type"]);
        Assert.Equal(["text/xml", "application/json"], endpoint["formats"]!.AsArray().Select(name => (string?)name));
    }

    [Theory]
    [InlineData(EndpointType.Test, "test")]
    [InlineData(EndpointType.Production, "production")]
    public void Discovery_says_what_this_desk_is(EndpointType type, string said)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = GeoReportJson.Over(output);
        new DiscoveryDocument(CityDesk.Tests.Desk.Today, "contact", "key", "http://x/", type).WriteTo(ref writer);
        writer.Flush();

        Assert.Equal(said, (string?)JsonNode.Parse(output.WrittenSpan)!["endpoints"]![0]!["type"]);
    }

    [Fact]
    public async Task The_changeset_grows_when_the_list_of_services_changes()
    {
        var before = (string)(await GetAsync("/open311/discovery.json")).Ok().Document!["changeset"]!;
        await Desk.InDatabaseAsync(async db =>
        {
            db.Services.Add(new Service { JurisdictionId = City, Code = "NEW", Name = "New", ChangedAt = Desk.Today.AddTicks(10) });
            return await db.SaveChangesAsync(Cancelled);
        });
        var after = (string)(await GetAsync("/open311/discovery.json")).Ok().Document!["changeset"]!;

        Assert.True(string.CompareOrdinal(before, after) < 0, $"{before} < {after}");
        await Desk.InDatabaseAsync(db => db.Services.Where(service => service.Code == "NEW").ExecuteDeleteAsync(Cancelled));
    }

    [Theory]
    [InlineData("/open311")]
    [InlineData("/open311/")]
    [InlineData("/open311/discovery")]
    [InlineData("/open311/discovery.yaml")]
    [InlineData("/open311/v2")]
    [InlineData("/open311/v2/services")]
    [InlineData("/open311/v2/services.")]
    [InlineData("/open311/v2/services.html")]
    [InlineData("/open311/v2/services.xmljson")]
    [InlineData("/open311/v2/requests.csv")]
    [InlineData("/open311/v2/requests/1")]
    [InlineData("/open311/v2/requests/1.")]
    [InlineData("/open311/v2/requests/1/2.json")]
    [InlineData("/open311/v2/tokens.json")]
    [InlineData("/open311/v3/services.xml")]
    [InlineData("/open311/v2/services/%zz.json")]
    [InlineData("/open311/v2/services/%ff.xml")]
    public async Task Unknown_addresses_and_formats_are_404_in_the_shape_of_the_standard(string path) =>
        (await GetAsync(path)).IsRefusal(HttpStatusCode.NotFound);

    [Theory]
    [InlineData("DELETE", "/open311/v2/requests.json", "GET, HEAD, POST")]
    [InlineData("PUT", "/open311/v2/requests.xml", "GET, HEAD, POST")]
    [InlineData("OPTIONS", "/open311/v2/requests.xml", "GET, HEAD, POST")]
    [InlineData("POST", "/open311/v2/requests/1.json", "GET, HEAD")]
    [InlineData("PATCH", "/open311/v2/services.xml", "GET, HEAD")]
    [InlineData("POST", "/open311/discovery.json", "GET, HEAD")]
    [InlineData("TRACE", "/open311/v2/tokens/x.xml", "GET, HEAD")]
    [InlineData("BREW", "/open311/v2/services/TREE.json", "GET, HEAD")]
    public async Task Other_methods_are_405_with_the_allowed_ones_in_the_shape_of_the_standard(string method, string path, string allowed)
    {
        using var message = new HttpRequestMessage(new HttpMethod(method), path);
        var reply = await OpenReply.ReadAsync(await Http.SendAsync(message, Cancelled), Cancelled);

        reply.IsRefusal(HttpStatusCode.MethodNotAllowed, allowed);
        Assert.Equal(allowed, string.Join(", ", reply.Allow));
    }

    [Theory]
    [InlineData("/open311/discovery.xml", 200)]
    [InlineData("/open311/v2/services.json", 200)]
    [InlineData("/open311/v2/requests.xml", 200)]
    [InlineData("/open311/v2/requests/0.xml", 404)]
    public async Task Head_answers_as_get_does_without_a_body(string path, int status)
    {
        using var get = await Http.GetAsync(path, Cancelled);
        using var message = new HttpRequestMessage(HttpMethod.Head, path);
        using var head = await Http.SendAsync(message, Cancelled);

        Assert.Equal(status, (int)head.StatusCode);
        Assert.Equal(get.StatusCode, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Cancelled));
    }
}

public sealed class DiscoveryOnSqlite(SqliteDesk desk) : DiscoveryTests(desk), IClassFixture<SqliteDesk>;

public sealed class DiscoveryOnPostgreSql(PostgreSqlDesk desk) : DiscoveryTests(desk), IClassFixture<PostgreSqlDesk>;
