using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Platform.Errors.AspNetCore.Tests.Site;

namespace Platform.Errors.AspNetCore.Tests;

/// <summary>What stands in the way of an answer is one more failure, and the caller gets an answer all the same.</summary>
public sealed class LastLineTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/nasty")]
    [InlineData("/nasty/writer")]
    public async Task An_exception_that_cannot_even_be_asked_for_its_sentence_is_internal(string path)
    {
        await using var site = await WebSite.StartAsync(Map, cancellationToken: Ending);

        var answer = await site.GetAsync(path, Ending);

        Assert.Equal((500, "INTERNAL", "application/problem+json"), (answer.Status, answer.Code, answer.ContentType));
        var both = Assert.IsType<AggregateException>(Assert.Single(site.Log.Reports).Exception);
        Assert.Equal([typeof(NastyException), typeof(NotSupportedException)], both.InnerExceptions.Select(static each => each.GetType()));
    }

    [Fact]
    public async Task A_mapping_that_throws_is_internal()
    {
        await using var site = await WebSite.StartAsync(
            services: static builder => builder.Services.AddPlatformErrors(static errors => errors.Map<FormatException>(static Error (_) => throw new NotSupportedException("secret"))).AddAspNetCore(),
            pipeline: Map,
            cancellationToken: Ending);

        var answer = await site.GetAsync("/format", Ending);

        Assert.Equal((500, "INTERNAL"), (answer.Status, answer.Code));
        Assert.DoesNotContain("secret", answer.Body, StringComparison.Ordinal);
        Assert.Single(site.Log.Reports);
    }

    /// <summary>A feature of the request that throws stands in the way of everything that looks at it.</summary>
    [Theory]
    [InlineData("/hostile/throw")]
    [InlineData("/hostile/status")]
    public async Task Whatever_stands_in_the_way_of_an_answer_is_answered_in_the_one_shape(string path)
    {
        await using var site = await WebSite.StartAsync(Map, cancellationToken: Ending);

        var answer = await site.GetAsync(path, Ending);

        Assert.Equal((500, "INTERNAL", "application/problem+json"), (answer.Status, answer.Code, answer.ContentType));
        // What middleware says of every answer is said of this one too.
        Assert.Equal(("no-store", "max-age=60"), (answer.Headers["Cache-Control"], answer.Headers["Strict-Transport-Security"]));
        Assert.Matches("^[0-9a-f]{32}$", (string)answer.Json["traceId"]!);
        Assert.DoesNotContain("secret", answer.Body, StringComparison.Ordinal);
        // The failure, and what then stood in the way.
        Assert.Equal(2, site.Log.Reports.Count);
        Assert.Empty(site.Log.OtherComplaints);
    }

    [Fact]
    public async Task An_answer_of_somebody_elses_stays_whatever_stands_in_the_way_of_telling_of_it()
    {
        await using var site = await WebSite.StartAsync(Map, cancellationToken: Ending);

        var answer = await site.GetAsync("/hostile/foreign", Ending);

        Assert.Equal((503, """{"code":"ELSEWHERE"}""", "max-age=60"), (answer.Status, answer.Body, answer.Headers["Strict-Transport-Security"]));
    }

    [Fact]
    public async Task An_answer_that_has_begun_is_cut_off()
    {
        await using var site = await WebSite.StartAsync(Map, cancellationToken: Ending);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => site.GetAsync("/hostile/begun", Ending));
    }

    private static void Map(WebApplication app)
    {
        app.UsePlatformErrors();
        app.MapGet("/nasty", string () => throw new NastyException());
        app.MapGet("/nasty/writer", static async (HttpContext context, ErrorResponseWriter writer) => await writer.WriteAsync(context, new NastyException()));
        app.MapGet("/format", string () => throw new FormatException());
        var hostile = app.MapGroup("/hostile").AddEndpointFilter(static (invocation, next) =>
        {
            invocation.HttpContext.Features.Set<IHttpMetricsTagsFeature>(new HostileTags());
            invocation.HttpContext.Response.Headers.StrictTransportSecurity = "max-age=60";
            return next(invocation);
        });
        hostile.MapGet("/throw", string () => throw new InvalidOperationException("secret"));
        hostile.MapGet("/foreign", static () => TypedResults.Text("""{"code":"ELSEWHERE"}""", "application/problem+json", statusCode: 503));
        hostile.MapGet("/status", static () => TypedResults.StatusCode(503));
        hostile.MapGet("/begun", static async (HttpContext context) =>
        {
            await context.Response.WriteAsync("half", Ending);
            await context.Response.Body.FlushAsync(Ending);
            throw new InvalidOperationException("secret");
        });
    }

    private sealed class NastyException() : BadHttpRequestException("x")
    {
        public override string Message => throw new NotSupportedException("secret");
    }

    private sealed class HostileTags : IHttpMetricsTagsFeature
    {
        public ICollection<KeyValuePair<string, object?>> Tags => throw new InvalidOperationException("secret");

        public bool MetricsDisabled { get; set; }
    }
}
