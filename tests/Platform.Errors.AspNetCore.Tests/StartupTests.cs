using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Errors.AspNetCore.Tests.Site;

namespace Platform.Errors.AspNetCore.Tests;

/// <summary>What is put together wrongly says so before the first request.</summary>
public sealed class StartupTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_middleware_without_its_services_says_which_call_is_missing()
    {
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => WebSite.StartAsync(static _ => { }, static app => app.UsePlatformErrors(), cancellationToken: Ending));

        Assert.Contains("AddPlatformErrors().AddAspNetCore()", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Controllers_that_would_keep_another_shape_are_refused()
    {
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => WebSite.StartAsync(
            static builder =>
            {
                builder.Services.AddControllers();
                builder.Services.AddPlatformErrors().AddAspNetCore();
            },
            static app => app.UsePlatformErrors(),
            cancellationToken: Ending));

        Assert.Contains("AddMvc()", fault.Message, StringComparison.Ordinal);
    }

    private static readonly Dictionary<string, Delegate> Unanswered = new()
    {
        ["an error"] = static () => ShopErrors.Teapot(),
        ["a result"] = static () => Result.Success,
        ["a task"] = static () => Task.FromResult(Result.Of(1)),
        ["a value task"] = static () => ValueTask.FromResult(Result.Success),
    };

    [Theory]
    [InlineData("an error")]
    [InlineData("a result")]
    [InlineData("a task")]
    [InlineData("a value task")]
    public async Task A_result_that_nothing_turns_into_a_response_is_refused(string returned)
    {
        var unanswered = Unanswered[returned];
        var fault = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => WebSite.StartAsync(app =>
        {
            app.MapGet("/answered", static () => Result.Of(1)).WithPlatformErrors();
            app.MapGet("/http-result", static HttpResult<int> () => 1);
            app.MapGet("/unanswered", unanswered);
        }, cancellationToken: Ending));

        Assert.Matches(
            @"^'HTTP: GET /unanswered[^']*' returns (Error|Result|Result<Int32>): nothing turns that into a response\. Call WithPlatformErrors\(\) on the endpoint or its group, or return HttpResult<T>\.$",
            fault.Message);
    }

    [Fact]
    public async Task All_that_nothing_turns_into_a_response_is_named_in_one_line_before_the_server_listens()
    {
        var builder = WebApplication.CreateBuilder();
        var log = new LogRecords();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        builder.Services.AddPlatformErrors().AddAspNetCore();
        await using var app = builder.Build();
        app.UsePlatformErrors();
        app.MapGet("/one", static () => Result.Of(new Order { Name = "kettle" }));
        app.MapPost("/two", static () => Result.Success).WithDisplayName("the second");

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync(Ending));

        Assert.StartsWith("'HTTP: GET /one", fault.Message, StringComparison.Ordinal);
        Assert.Contains("returns Result<Order>; 'the second' (/two) returns Result: nothing turns", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
        Assert.Null(fault.InnerException);
        Assert.DoesNotContain(log.All, record => record.Text.StartsWith("Now listening", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_pipeline_without_the_middleware_is_told_once(bool isUsed)
    {
        await using var site = await WebSite.StartAsync(
            static builder => builder.Services.AddPlatformErrors().AddAspNetCore(),
            app =>
            {
                if (isUsed)
                    app.UsePlatformErrors();
            },
            cancellationToken: Ending);
        await site.GetAsync("/nothing", Ending);

        var told = site.Log.All.Where(static record => record.Text.StartsWith("UsePlatformErrors() is not called", StringComparison.Ordinal)).ToList();
        Assert.Equal(isUsed ? [] : [LogLevel.Warning], told.Select(static record => record.Level));
        Assert.All(told, static record => Assert.Contains("Call app.UsePlatformErrors() first", record.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_call_twice_and_in_any_order_is_harmless()
    {
        await using var site = await WebSite.StartAsync(
            static builder =>
            {
                builder.Services.AddPlatformErrors().AddMvc().AddAspNetCore().AddMvc();
                builder.Services.AddProblemDetails();
                builder.Services.AddControllers();
                builder.Services.AddPlatformErrors().AddAspNetCore();
            },
            static app =>
            {
                app.UsePlatformErrors();
                app.UsePlatformErrors();
                app.MapControllers();
            },
            cancellationToken: Ending);

        var answer = await site.GetAsync("/mvc/query?id=x&page-size=1", Ending);
        var nothing = await site.GetAsync("/mvc/nothing", Ending);

        Assert.Equal("PARAMETER_INVALID", answer.Code);
        Assert.Equal("NOT_FOUND", nothing.Code);
        Assert.Equal(2, site.Log.Reports.Count);
    }

    [Fact]
    public async Task Without_the_middleware_in_the_pipeline_failures_are_answered_all_the_same()
    {
        await using var site = await WebSite.StartAsync(
            static builder => builder.Services.AddPlatformErrors().AddAspNetCore(),
            static app => app.MapGet("/throw", string () => throw new TimeoutException()),
            cancellationToken: Ending);

        Assert.Equal("TIMEOUT", (await site.GetAsync("/throw", Ending)).Code);
        Assert.Equal("NOT_FOUND", (await site.GetAsync("/nothing", Ending)).Code);
    }

    [Fact]
    public void Options_come_from_configuration()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Errors:AnswerEmptyStatusCodes", "false")]).Build();
        var services = new ServiceCollection();
        services.AddPlatformErrors().AddAspNetCore(configuration.GetSection("Errors"));
        using var provider = services.BuildServiceProvider();

        Assert.False(provider.GetRequiredService<IOptions<PlatformErrorsAspNetCoreOptions>>().Value.AnswerEmptyStatusCodes);
    }

    [Fact]
    public async Task OpenApi_is_told_of_values_and_of_declared_errors()
    {
        await using var site = await WebSite.StartAsync(static app =>
        {
            app.MapGet("/filtered", static () => Result.Of(1)).WithPlatformErrors().ProducesErrors(ShopErrors.Descriptors.OutOfStock, ShopErrors.Descriptors.Teapot);
            app.MapGet("/nothing", static () => Result.Success).WithPlatformErrors();
            app.MapGet("/typed", static HttpResult<string> () => "x");
            app.MapGet("/void", static HttpResult () => ShopErrors.Teapot());
        }, cancellationToken: Ending);

        Assert.Equal(["200 Int32 application/json", "409 ErrorProblem application/problem+json", "418 ErrorProblem application/problem+json", "500 ErrorProblem application/problem+json"], Produced(site, "/filtered"));
        Assert.Equal(["204 Void ", "500 ErrorProblem application/problem+json"], Produced(site, "/nothing"));
        Assert.Equal(["200 String application/json", "500 ErrorProblem application/problem+json"], Produced(site, "/typed"));
        Assert.Equal(["204 Void ", "500 ErrorProblem application/problem+json"], Produced(site, "/void"));
    }

    [Fact]
    public async Task Results_become_what_the_framework_answers_with()
    {
        await using var site = await WebSite.StartAsync(static app =>
        {
            app.MapGet("/created", static () => Result.Of(7).ToHttpResult(static id => TypedResults.Created($"/things/{id}", id)));
            app.MapGet("/not-created", static () => ((Result<int>)ShopErrors.Teapot()).ToHttpResult(static id => TypedResults.Created($"/things/{id}", id)));
            app.MapGet("/error", static () => ShopErrors.Teapot().ToHttpResult());
            app.MapGet("/default", static HttpResult<int> () => default(Result<int>));
            app.MapGet("/done", static () => Result.Success.ToHttpResult());
        }, cancellationToken: Ending);

        var created = await site.GetAsync("/created", Ending);
        Assert.Equal((201, "/things/7", "7"), (created.Status, created.Headers["Location"], created.Body));
        Assert.Equal((418, "TEAPOT"), ((await site.GetAsync("/not-created", Ending)).Status, (await site.GetAsync("/error", Ending)).Code));
        Assert.Equal((500, "UNSPECIFIED"), ((await site.GetAsync("/default", Ending)).Status, (await site.GetAsync("/default", Ending)).Code));
        Assert.Equal(204, (await site.GetAsync("/done", Ending)).Status);
    }

    private static IEnumerable<string> Produced(WebSite site, string pattern) =>
        site.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Single(endpoint => endpoint.RoutePattern.RawText == pattern)
            .Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>()
            .Select(produces => $"{produces.StatusCode} {produces.Type?.Name} {string.Join(',', produces.ContentTypes)}")
            .Order(StringComparer.Ordinal);
}
