using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace CityDesk.Tour.Scenes;

/// <summary>A body that is wrong in several places is refused with all of them, each by its pointer, and changes nothing.</summary>
internal sealed class BadBody : IScene
{
    private const string Body = """{"action":"assign","team":" ","version":-1}""";

    private const string Form = "service_code=DUMPING&lat=95&long=east&email=nobody&phone=call%20me";

    public string Name => "bad-body";

    public string Title => "A bad body is refused with what is wrong and where, and changes nothing.";

    public async Task PlayAsync(TourDesk desk, Narrator tell, CancellationToken cancellationToken)
    {
        var number = await desk.FileAsync("A sofa", null, cancellationToken);
        var before = await desk.Staff.GetStringAsync($"/api/v1/requests/{number}", cancellationToken);

        await tell.DoAsync($"A program of the staff's posts to /api/v1/requests/{number}/transitions:");
        await tell.QuoteAsync(Body);
        var problem = await PostAsync(Body);
        await tell.CheckAsync((string?)problem["code"] is not null && problem["traceId"] is not null, "it is a problem of RFC 9457, with a code to switch on and a trace id to ask about");
        foreach (var error in problem["errors"]!.AsArray())
            await tell.QuoteAsync($"{error!["code"]} at {error["pointer"]}: {error["detail"]}");

        await tell.DoAsync("And what is no JSON at all:");
        problem = await PostAsync("""{"action":"close" "version":0}""");
        await tell.QuoteAsync($"{problem["code"]}: {problem["detail"]}");

        await tell.DoAsync($"A resident's app makes several mistakes at once: {Form}");
        using (var form = new StringContent($"{Form}&api_key={desk.ApiKey}", Encoding.UTF8, new MediaTypeHeaderValue("application/x-www-form-urlencoded")))
        using (var answer = await desk.Stranger.PostAsync("/open311/v2/requests.json", form, cancellationToken))
        {
            var errors = JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellationToken))!.AsArray();
            await tell.QuoteAsync(string.Join('\n', errors.Select(static error => $"{error!["code"]} {error["description"]}")));
            await tell.CheckAsync(answer.StatusCode == HttpStatusCode.BadRequest && errors.Count > 1, "all of them are named at once, as Open311 has it");
        }

        await tell.CheckAsync(before == await desk.Staff.GetStringAsync($"/api/v1/requests/{number}", cancellationToken), "the request is as it was");

        async Task<JsonNode> PostAsync(string body)
        {
            using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
            using var answer = await desk.Staff.PostAsync($"/api/v1/requests/{number}/transitions", content, cancellationToken);
            await tell.CheckAsync(answer.StatusCode == HttpStatusCode.BadRequest, "refused with 400");
            return JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellationToken))!;
        }
    }
}
