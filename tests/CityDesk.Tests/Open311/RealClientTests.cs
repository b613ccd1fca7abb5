using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;

namespace CityDesk.Tests.Open311;

/// <summary>A client that nobody here wrote makes every call it has, in both formats, against a desk it has never seen.</summary>
public abstract class RealClientTests(Desk desk) : OpenTests(desk)
{
    [Theory, MemberData(nameof(Formats))]
    public async Task The_npm_package_open311_gets_what_the_standard_promises_it(string format)
    {
        var report = await DriveAsync(format);

        Assert.Equal("http://wiki.open311.org/GeoReport_v2", (string?)report["discovery"]!["endpoints"]![0]!["specification"]);
        Assert.Equal(new Uri(Http.BaseAddress!, $"{Root}/").ToString(), (string?)report["endpoint"]);
        Assert.Equal(9, report["services"]!.AsArray().Count);
        Assert.All(report["services"]!.AsArray(), service => Assert.NotEmpty((string)service!["service_code"]!));
        Assert.Equal("multivaluelist", (string?)report["definition"]!["attributes"]![0]!["datatype"]);
        Assert.Equal("Paper", (string?)report["definition"]!["attributes"]![0]!["values"]![1]!["name"]);

        // What XML calls a number by its looks is text in our JSON.
        var id = $"{Assert.Single(report["realtime"]!.AsArray())!["service_request_id"]}";
        var stored = await Desk.InDatabaseAsync(db => db.Requests.SingleAsync(r => r.Id == long.Parse(id, CultureInfo.InvariantCulture), Cancelled));
        Assert.Equal("Left <again> & again:\n\"paper\" and glass 🚧", stored.Description);
        Assert.Equal(["paper", "glass"], stored.Answers[0].Values);
        Assert.Equal(30.5, stored.Location.Latitude);

        var token = (string)report["batch"]![0]!["token"]!;
        Assert.Equal(token, (string?)report["waiting"]![0]!["token"]);
        // Whether the number is there at the first question depends on how fast the client asks; NumberingTests hold the clock still.
        var numbered = $"{report["numbered"]!["service_request_id"]}";
        Assert.True(await Desk.InDatabaseAsync(db => db.Requests.AnyAsync(r => r.Token == token && r.Id == long.Parse(numbered, CultureInfo.InvariantCulture), Cancelled)));
        var blackbox = report["blackbox"]![0]!.AsObject();
        Assert.False(blackbox.ContainsKey("service_request_id") || blackbox.ContainsKey("token"));

        Assert.Equal(stored.Description, (string?)report["single"]![0]!["description"]);
        Assert.Equal("2026-05-0", ((string)report["single"]![0]!["requested_datetime"]!)[..9]);
        Assert.Equal([numbered, id], report["several"]!.AsArray().Select(request => $"{request!["service_request_id"]}"));
        Assert.Equal("MISSED_COLLECTION", (string?)Assert.Single(report["filtered"]!.AsArray())!["service_code"]);
        Assert.Equal(403, (int)report["refused"]!["error"]!);
        Assert.Contains("api_key", (string)report["refused"]!["body"]!, StringComparison.Ordinal);
    }

    private async Task<JsonNode> DriveAsync(string format)
    {
        var folder = await NodeClient.InstallAsync(Cancelled);
        var address = Http.BaseAddress!.GetLeftPart(UriPartial.Authority);
        var run = NodeClient.RunAsync("node", ["drive.js", address, await KeyAsync(), format], folder, Cancelled);
        // The client waits for its number, and the desk's clock stands still. To move it would use up what the desk's look-ups may take while they are under way.
        while (await Task.WhenAny(run, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancelled)) != run)
            await NumberWaitingAsync();

        var (exitCode, output, errors) = await run;
        Assert.True(exitCode == 0, errors);
        return JsonNode.Parse(output)!;
    }
}

public sealed class RealClientOnSqlite(SqliteDesk desk) : RealClientTests(desk), IClassFixture<SqliteDesk>;

public sealed class RealClientOnPostgreSql(PostgreSqlDesk desk) : RealClientTests(desk), IClassFixture<PostgreSqlDesk>;
