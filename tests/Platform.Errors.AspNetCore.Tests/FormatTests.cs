using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Platform.Errors.AspNetCore.Tests.Site;

namespace Platform.Errors.AspNetCore.Tests;

public sealed class FormatTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/open311/throw", 400, "<error code='500'>INTERNAL</error>")]
    [InlineData("/open311/no-endpoint", 400, "<error code='404'>NOT_FOUND</error>")]
    [InlineData("/OPEN311/no-endpoint", 400, "<error code='404'>NOT_FOUND</error>")]
    [InlineData("/open311/several", 400, "<error code='418'>TEAPOT</error><error code='409'>OUT_OF_STOCK</error>")]
    [InlineData("/open311/problem", 400, "<error code='409'>CONFLICT</error>")]
    [InlineData("/special", 418, "<error code='418'>TEAPOT</error>")]
    [InlineData("/branch/open311/x", 400, "<error code='404'>NOT_FOUND</error>")]
    public async Task A_part_of_the_site_has_a_shape_of_its_own_and_the_rest_is_the_same(string path, int status, string body)
    {
        await using var site = await StartAsync();

        var answer = await site.GetAsync(path, Ending);

        Assert.Equal((status, "text/xml", body), (answer.Status, answer.ContentType, answer.Body));
        Assert.Single(site.Log.Reports);
        Assert.Empty(site.Log.OtherComplaints);
    }

    [Theory]
    [InlineData("/open311x/nothing")]
    [InlineData("/other")]
    public async Task What_is_not_below_the_path_is_not_in_that_shape(string path)
    {
        await using var site = await StartAsync();

        Assert.Equal("application/problem+json", (await site.GetAsync(path, Ending)).ContentType);
    }

    [Fact]
    public async Task A_format_that_fails_costs_the_caller_nothing_and_is_reported_itself()
    {
        await using var site = await StartAsync();

        var answer = await site.GetAsync("/broken/closed", Ending);

        Assert.Equal((503, "CLOSED", "90"), (answer.Status, answer.Code, answer.Headers["Retry-After"]));
        Assert.Equal(["CLOSED", "INTERNAL"], site.Log.Reports.Select(report => report.Event.Name));
    }

    [Theory]
    [InlineData("/desk/throw", 500, "page for 500: INTERNAL")]
    [InlineData("/desk/nothing", 404, "page for 404: NOT_FOUND")]
    [InlineData("/desk/closed", 503, "page for 503: CLOSED")]
    public async Task Pages_of_a_site_are_shown_by_re_execution_and_the_failure_is_reported_once(string path, int status, string body)
    {
        await using var site = await StartAsync();

        var answer = await site.GetAsync(path, Ending);

        Assert.Equal((status, body), (answer.Status, answer.Body));
        Assert.Single(site.Log.Reports);
        Assert.Empty(site.Log.OtherComplaints);
    }

    [Fact]
    public async Task An_answer_without_a_body_is_left_alone_where_that_is_asked_for()
    {
        await using var skipping = await StartAsync();
        Assert.Equal((404, ""), ((await skipping.GetAsync("/skip", Ending)).Status, (await skipping.GetAsync("/skip", Ending)).Body));

        await using var off = await WebSite.StartAsync(static app => app.MapGet("/throw", string () => throw new TimeoutException()), static options => options.AnswerEmptyStatusCodes = false, cancellationToken: Ending);
        Assert.Equal((404, ""), ((await off.GetAsync("/nothing", Ending)).Status, (await off.GetAsync("/nothing", Ending)).Body));
        Assert.Equal("TIMEOUT", (await off.GetAsync("/throw", Ending)).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/open311/")]
    public async Task A_path_that_nothing_is_below_is_refused_at_start(string path)
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => WebSite.StartAsync(static _ => { }, options => options.AddFormat(path, ErrorFormats.StatusOnly), cancellationToken: Ending));

        Assert.Contains("AddFormat", refusal.Message, StringComparison.Ordinal);
    }

    private static Task<WebSite> StartAsync() => WebSite.StartAsync(
        static builder => builder.Services.AddPlatformErrors().AddCatalog(ShopErrors.Catalog).AddAspNetCore(static options => options
            .AddFormat("/open311", new XmlFormat(status: 400))
            .AddFormat("/branch/open311", new XmlFormat(status: 400))
            .AddFormat("/broken", new BrokenFormat())
            .AddFormat(static context => context.Request.Path.StartsWithSegments("/desk"), ErrorFormats.StatusOnly)),
        static app =>
        {
            app.UseStatusCodePagesWithReExecute("/page/{0}");
            app.UsePlatformErrors();
            app.Map("/branch", static _ => { });
            var site = app.MapGroup("").WithPlatformErrors();
            site.MapGet("/open311/throw", string () => throw new InvalidOperationException("secret"));
            site.MapGet("/open311/several", static () => Error.Combine(ShopErrors.Teapot(), ShopErrors.OutOfStock("kettle", 1)));
            site.MapGet("/open311/problem", static () => TypedResults.Problem(statusCode: 409, extensions: [new("left", 1)]));
            site.MapGet("/special", static () => ShopErrors.Teapot()).WithErrorFormat(new XmlFormat(status: null));
            site.MapGet("/broken/closed", static () => ShopErrors.Closed(TimeSpan.FromSeconds(90)));
            site.MapGet("/desk/throw", string () => throw new InvalidOperationException("secret"));
            site.MapGet("/desk/closed", static () => ShopErrors.Closed(TimeSpan.FromSeconds(90)));
            app.MapGet("/page/{status:int}", static (HttpContext context, int status) => $"page for {status}: {context.Features.Get<IErrorFeature>()?.Error.Code}");
            site.MapGet("/skip", static () => TypedResults.NotFound()).WithMetadata(new Microsoft.AspNetCore.Mvc.SkipStatusCodePagesAttribute());
        },
        cancellationToken: Ending);

    /// <summary>As Open311 has it: a list of errors, each with the code that the status would have had.</summary>
    private sealed class XmlFormat(int? status) : IErrorFormat
    {
        public async ValueTask WriteAsync(HttpContext httpContext, Error error)
        {
            httpContext.Response.StatusCode = status ?? httpContext.Response.StatusCode;
            httpContext.Response.ContentType = "text/xml";
            foreach (var each in error.Errors is { Count: > 0 } errors ? errors : [error])
                await httpContext.Response.WriteAsync($"<error code='{each.Descriptor.Status}'>{each.Code}</error>", httpContext.RequestAborted);
        }
    }

    private sealed class BrokenFormat : IErrorFormat
    {
        public ValueTask WriteAsync(HttpContext httpContext, Error error)
        {
            httpContext.Response.ContentType = "text/plain";
            throw new InvalidOperationException("a format with a fault");
        }
    }
}
