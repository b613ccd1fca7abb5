using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Platform.Errors.AspNetCore.Tests.Site;

namespace Platform.Errors.AspNetCore.Tests;

/// <summary>What a problem that somebody made says beside RFC 9457 is sent, but for what the error says itself.</summary>
public sealed class ProblemExtensionTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_member_that_the_error_does_not_have_is_sent_as_it_was_written()
    {
        await using var site = await StartAsync();

        var problem = (await site.GetAsync("/made", Ending)).Json;

        Assert.Equal("""{"name":["Too short."]}""", problem["errors"]!.ToJsonString());
        Assert.Equal("/name", (string?)problem["pointer"]);
        Assert.Equal("https://help.example/names", (string?)problem["helpLink"]);
        Assert.Equal("""{"least":3}""", problem["args"]!.ToJsonString());
    }

    [Fact]
    public async Task A_member_that_the_error_has_is_said_once_and_a_cause_never()
    {
        await using var site = await StartAsync();

        var answer = await site.GetAsync("/contradicting", Ending);

        Assert.Equal("VALIDATION_FAILED", answer.Code);
        Assert.Equal(400, (int)answer.Json["status"]!);
        Assert.Equal("/name", (string?)answer.Json["errors"]![0]!["pointer"]);
        Assert.DoesNotContain("mine", answer.Body, StringComparison.Ordinal);
    }

    private static Task<WebSite> StartAsync() => WebSite.StartAsync(static app =>
    {
        app.MapGet("/made", static () => TypedResults.Problem(statusCode: 422, extensions:
        [
            new("errors", new Dictionary<string, string[]> { ["name"] = ["Too short."] }),
            new("pointer", "/name"),
            new("helpLink", "https://help.example/names"),
            new("args", new Dictionary<string, int> { ["least"] = 3 }),
        ]));
        app.MapGet("/contradicting", static () => TypedResults.ValidationProblem(
            new Dictionary<string, string[]> { ["Name"] = ["Too short."] },
            extensions: [new("errors", "mine"), new("status", "mine"), new("traceId", "mine"), new("title", "mine"), new("code", "mine"), new("exception", "mine")]));
    }, cancellationToken: Ending);
}
