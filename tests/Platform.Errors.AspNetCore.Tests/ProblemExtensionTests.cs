using System.Text.Encodings.Web;
using System.Text.Json;
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

    [Fact]
    public async Task Members_that_a_service_writes_itself_stand_beside_those_of_the_error_which_are_not_said_again()
    {
        await using var site = await StartAsync();

        var answer = await site.GetAsync("/written", Ending);

        Assert.Equal((403, "PERMISSION_DENIED"), ((int)answer.Json["status"]!, answer.Code));
        Assert.Equal("""[1,"<ü>"]""", answer.Json["accounts"]!.ToJsonString(Readable));
        Assert.Equal(30, (int)answer.Json["balance"]!);
        Assert.DoesNotContain("mine", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_a_service_writes_no_member_the_error_stands_alone()
    {
        await using var site = await StartAsync();

        Assert.Equal("PERMISSION_DENIED", (await site.GetAsync("/written/nothing", Ending)).Code);
    }

    [Fact]
    public async Task Half_a_member_is_no_part_of_an_answer()
    {
        await using var site = await StartAsync();

        var answer = await site.GetAsync("/written/half", Ending);

        Assert.Equal((500, "INTERNAL"), ((int)answer.Json["status"]!, answer.Code));
        Assert.DoesNotContain("balance", answer.Body, StringComparison.Ordinal);
    }

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static Task<WebSite> StartAsync() => WebSite.StartAsync(static app =>
    {
        app.MapGet("/made", static () => TypedResults.Problem(statusCode: 422, extensions:
        [
            new("errors", new Dictionary<string, string[]> { ["name"] = ["Too short."] }),
            new("pointer", "/name"),
            new("helpLink", "https://help.example/names"),
            new("args", new Dictionary<string, int> { ["least"] = 3 }),
        ]));
        app.MapGet("/written", static (HttpContext context, ErrorResponseWriter writer) => writer.WriteAsync(context, CommonErrors.PermissionDenied(), static json =>
        {
            json.WriteString("code", "mine");
            json.WriteStartArray("accounts");
            json.WriteNumberValue(1);
            json.WriteStringValue("<ü>");
            json.WriteEndArray();
            json.WriteNumber("balance", 30);
        }).AsTask());
        app.MapGet("/written/nothing", static (HttpContext context, ErrorResponseWriter writer) => writer.WriteAsync(context, CommonErrors.PermissionDenied(), static _ => { }).AsTask());
        app.MapGet("/written/half", static (HttpContext context, ErrorResponseWriter writer) => writer.WriteAsync(context, CommonErrors.PermissionDenied(), static json => json.WritePropertyName("balance")).AsTask());
        app.MapGet("/contradicting", static () => TypedResults.ValidationProblem(
            new Dictionary<string, string[]> { ["Name"] = ["Too short."] },
            extensions: [new("errors", "mine"), new("status", "mine"), new("traceId", "mine"), new("title", "mine"), new("code", "mine"), new("exception", "mine")]));
    }, cancellationToken: Ending);
}
