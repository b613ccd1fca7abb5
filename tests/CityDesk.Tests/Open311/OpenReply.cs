using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace CityDesk.Tests.Open311;

/// <summary>An answer of the public API, read whichever format it came in.</summary>
public sealed record OpenReply(HttpStatusCode Status, string? ContentType, string Text, IReadOnlyList<string> Allow)
{
    /// <summary>The document, as JSON by the Spark convention.</summary>
    public JsonNode? Document => ContentType switch
    {
        "application/json; charset=utf-8" => JsonNode.Parse(Text),
        "text/xml; charset=utf-8" => Spark.ToJson(Text),
        _ => throw new Xunit.Sdk.XunitException($"Neither GeoReport v2 format: {(int)Status} {ContentType}\n{Text}"),
    };

    public JsonArray List => Assert.IsType<JsonArray>(Document);

    /// <summary>The one member of a list of one.</summary>
    public JsonObject Only => Assert.IsType<JsonObject>(Assert.Single(List));

    public IEnumerable<string?> Values(string member) => List.Select(item => (string?)item![member]);

    public static async Task<OpenReply> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using (response)
        {
            // Strict: broken UTF-8 in an answer is a failure of ours.
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes);
            return new OpenReply(response.StatusCode, response.Content.Headers.ContentType?.ToString(), text, [.. response.Content.Headers.Allow]);
        }
    }

    public OpenReply Ok()
    {
        Assert.True(Status == HttpStatusCode.OK, $"{(int)Status}: {Text}");
        return this;
    }

    /// <summary>Passes when this is a refusal in the standard's own shape, and its descriptions mention each of <paramref name="mentions"/>.</summary>
    public void IsRefusal(HttpStatusCode status, params ReadOnlySpan<string> mentions)
    {
        Assert.True(status == Status, $"Expected {(int)status}, got {(int)Status}: {Text}");
        Assert.NotEmpty(List);
        foreach (var error in List)
        {
            Assert.InRange((int)error!["code"]!, 400, 599);
            Assert.NotEmpty((string)error["description"]!);
            Assert.Equal(2, error.AsObject().Count);
        }

        var descriptions = string.Join('\n', Values("description"));
        foreach (var mention in mentions)
            Assert.Contains(mention, descriptions, StringComparison.Ordinal);
    }
}
