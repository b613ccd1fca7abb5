using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Platform.Errors.AspNetCore.Tests.Site;

namespace Platform.Errors.AspNetCore.Tests;

/// <summary>One result is one answer, whichever way it is returned.</summary>
public sealed class SuccessTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("text", 200, "application/json; charset=utf-8", "\"a » b\"")]
    [InlineData("empty", 200, "application/json; charset=utf-8", "\"\"")]
    [InlineData("number", 200, "application/json; charset=utf-8", "5")]
    [InlineData("order", 200, "application/json; charset=utf-8", "{\"name\":\"kettle\",\"lines\":[]}")]
    [InlineData("null", 204, null, "")]
    [InlineData("no-number", 204, null, "")]
    [InlineData("nothing", 204, null, "")]
    [InlineData("result", 202, "text/plain; charset=utf-8", "as it is")]
    public async Task A_success_is_answered_in_the_same_way(string kind, int status, string? contentType, string body)
    {
        await using var site = await WebSite.StartAsync(
            services: static builder =>
            {
                builder.Services.AddPlatformErrors().AddAspNetCore().AddMvc();
                builder.Services.AddControllers();
            },
            pipeline: static app =>
            {
                app.UsePlatformErrors();
                app.MapControllers();
                var filtered = app.MapGroup("/filtered").WithPlatformErrors();
                filtered.MapGet("/text", Successes.Text);
                filtered.MapGet("/empty", Successes.Empty);
                filtered.MapGet("/number", Successes.Number);
                filtered.MapGet("/order", Successes.Order);
                filtered.MapGet("/null", Successes.Null);
                filtered.MapGet("/no-number", Successes.NoNumber);
                filtered.MapGet("/nothing", Successes.Nothing);
                filtered.MapGet("/result", Successes.Answer);
                var results = app.MapGroup("/http-result");
                results.MapGet("/text", static () => Successes.Text().ToHttpResult());
                results.MapGet("/empty", static () => Successes.Empty().ToHttpResult());
                results.MapGet("/number", static () => Successes.Number().ToHttpResult());
                results.MapGet("/order", static () => Successes.Order().ToHttpResult());
                results.MapGet("/null", static () => Successes.Null().ToHttpResult());
                results.MapGet("/no-number", static () => Successes.NoNumber().ToHttpResult());
                results.MapGet("/nothing", static () => Successes.Nothing().ToHttpResult());
                results.MapGet("/result", static () => Successes.Answer().ToHttpResult());
            },
            cancellationToken: Ending);

        foreach (var way in new[] { "/filtered", "/http-result", "/mvc/successes" })
        {
            var answer = await site.GetAsync($"{way}/{kind}", Ending);
            Assert.Equal((way, status, contentType, body), (way, answer.Status, answer.ContentType, answer.Body));
        }
    }

    [Fact]
    public async Task An_action_that_says_what_it_gives_gives_it()
    {
        await using var site = await WebSite.StartAsync(
            services: static builder =>
            {
                builder.Services.AddPlatformErrors().AddAspNetCore().AddMvc();
                builder.Services.AddControllers();
            },
            pipeline: static app =>
            {
                app.UsePlatformErrors();
                app.MapControllers();
            },
            cancellationToken: Ending);

        var answer = await site.GetAsync("/mvc/successes/plain", Ending);

        Assert.Equal(("text/plain; charset=utf-8", "a » b"), (answer.ContentType, answer.Body));
    }
}

internal static class Successes
{
    public static Result<string> Text() => "a » b";

    public static Result<string> Empty() => "";

    public static Result<int> Number() => 5;

    public static Result<Order> Order() => new Order { Name = "kettle" };

    public static Result<Order?> Null() => (Order?)null;

    public static Result<int?> NoNumber() => (int?)null;

    public static Result Nothing() => Result.Success;

    public static Result<IResult> Answer() => Result.Of<IResult>(TypedResults.Text("as it is", statusCode: StatusCodes.Status202Accepted));
}

[ApiController]
[Route("mvc/successes")]
public sealed class SuccessesController : ControllerBase
{
    [HttpGet("text")]
    public Result<string> Text() => Successes.Text();

    [HttpGet("empty")]
    public Result<string> NoText() => Successes.Empty();

    [HttpGet("number")]
    public Result<int> Number() => Successes.Number();

    [HttpGet("order")]
    public Result<Order> Order() => Successes.Order();

    [HttpGet("null")]
    public Result<Order?> Null() => Successes.Null();

    [HttpGet("no-number")]
    public Result<int?> NoNumber() => Successes.NoNumber();

    [HttpGet("nothing")]
    public Result Nothing() => Successes.Nothing();

    [HttpGet("result")]
    public Result<IResult> Answer() => Successes.Answer();

    [HttpGet("plain")]
    [Produces("text/plain")]
    public Result<string> Plain() => Successes.Text();
}
