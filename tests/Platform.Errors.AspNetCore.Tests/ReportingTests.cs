using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Errors.AspNetCore.Tests.Site;

namespace Platform.Errors.AspNetCore.Tests;

/// <summary>Each failure is told once, to the log, the metrics and the span, also where the framework's own handler stands in the pipeline.</summary>
public sealed class ReportingTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/throw", "INTERNAL", LogLevel.Error)]
    [InlineData("/timeout", "TIMEOUT", LogLevel.Warning)]
    [InlineData("/error", "OUT_OF_STOCK", LogLevel.Information)]
    [InlineData("/nothing", "NOT_FOUND", LogLevel.Information)]
    [InlineData("/query?id=x", "PARAMETER_INVALID", LogLevel.Information)]
    public async Task A_failure_is_logged_once_at_the_level_of_its_kind_with_its_cause(string path, string code, LogLevel level)
    {
        await using var site = await WebSite.StartAsync(Map, cancellationToken: Ending);

        await site.GetAsync(path, Ending);

        var report = Assert.Single(site.Log.Reports);
        Assert.Equal((code, level), (report.Event.Name, report.Level));
        Assert.Equal(path is "/throw" or "/timeout" or "/query?id=x", report.Exception is not null);
        Assert.Empty(site.Log.OtherComplaints);
    }

    [Theory]
    [InlineData(false, "INTERNAL", 500)]
    [InlineData(true, "INTERNAL", 503)]
    public async Task An_exception_that_the_frameworks_handler_catches_inside_is_reported_once_all_the_same(bool handled, string code, int status)
    {
        await using var site = await WebSite.StartAsync(
            builder =>
            {
                builder.Services.AddProblemDetails();
                builder.Services.AddPlatformErrors().AddAspNetCore();
                if (handled)
                    builder.Services.AddExceptionHandler<OwnHandler>();
            },
            app =>
            {
                app.UsePlatformErrors();
                app.UseExceptionHandler();
                Map(app);
            },
            cancellationToken: Ending);

        var answer = await site.GetAsync("/throw", Ending);

        Assert.Equal(status, answer.Status);
        Assert.Equal(handled ? "own" : "application/problem+json", handled ? answer.Body : answer.ContentType);
        var report = Assert.Single(site.Log.Reports);
        Assert.Equal(code, report.Event.Name);
        Assert.IsType<InvalidOperationException>(report.Exception);
        Assert.Empty(site.Log.OtherComplaints);
    }

    [Theory]
    [InlineData("/throw", "INTERNAL", 500)]
    [InlineData("/timeout", "TIMEOUT", 504)]
    [InlineData("/query", "PARAMETER_MISSING", 400)]
    public async Task A_page_of_the_framework_that_makes_a_bare_problem_answers_with_what_the_exception_means(string path, string code, int status)
    {
        await using var site = await WebSite.StartAsync(
            app =>
            {
                app.UseExceptionHandler("/failed");
                Map(app);
                app.MapGet("/failed", static () => TypedResults.Problem());
            },
            cancellationToken: Ending);

        var answer = await site.GetAsync(path, Ending);

        Assert.Equal((status, code), (answer.Status, answer.Code));
        Assert.Equal(code, Assert.Single(site.Log.Reports).Event.Name);
    }

    [Theory]
    [InlineData("{", "MALFORMED_JSON")]
    [InlineData("[]", "UNEXPECTED_JSON")]
    public async Task A_callers_fault_is_one_line_without_a_stack(string body, string code)
    {
        await using var site = await WebSite.StartAsync(Map, cancellationToken: Ending);
        site.Log.Least = LogLevel.Information;
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        await site.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/body") { Content = content }, Ending);
        await site.GetAsync("/query?id=x", Ending);
        await site.GetAsync("/nothing", Ending);
        await site.GetAsync("/missing-file", Ending);

        Assert.Equal([code, "PARAMETER_INVALID", "NOT_FOUND", "NOT_FOUND"], site.Log.Reports.Select(report => report.Event.Name));
        Assert.All(site.Log.All.Where(record => record.Level >= LogLevel.Information), record => Assert.Null(record.Exception));
        Assert.All(site.Log.Reports, report => Assert.DoesNotContain('\n', report.Text));
    }

    [Theory]
    [InlineData("/throw", "INTERNAL", true)]
    [InlineData("/error", "OUT_OF_STOCK", false)]
    [InlineData("/nothing", "NOT_FOUND", false)]
    public async Task The_span_of_the_request_carries_the_code_and_its_duration_metric_that_of_a_fault_of_the_server(string path, string code, bool isFault)
    {
        var measured = new TaskCompletionSource<string?>();
        using var meters = new MeterListener();
        var marker = "platform-" + Guid.NewGuid().ToString("N");
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Name: "http.server.request.duration", Meter.Name: "Microsoft.AspNetCore.Hosting" })
                listener.EnableMeasurementEvents(instrument);
        };
        meters.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            var all = tags.ToArray();
            if (all.Any(tag => tag.Key == "marker" && marker.Equals(tag.Value)))
                measured.TrySetResult((string?)all.SingleOrDefault(tag => tag.Key == "error.type").Value);
        });
        meters.Start();
        var spans = new TaskCompletionSource<Activity>();
        using var activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (marker.Equals(activity.GetTagItem("marker")))
                    spans.TrySetResult(activity);
            },
        };
        ActivitySource.AddActivityListener(activities);
        await using var site = await WebSite.StartAsync(
            app =>
            {
                app.Use((context, next) =>
                {
                    context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMetricsTagsFeature>()?.Tags.Add(new("marker", marker));
                    Activity.Current?.SetTag("marker", marker);
                    return next(context);
                });
                Map(app);
            },
            cancellationToken: Ending);

        var answer = await site.GetAsync(path, Ending);

        // A server that refuses what a caller did wrong has not failed: OpenTelemetry's conventions for HTTP.
        Assert.Equal(isFault ? code : null, await measured.Task.WaitAsync(Ending));
        var span = await spans.Task.WaitAsync(Ending);
        Assert.Equal(code, span.GetTagItem("platform.error.code"));
        Assert.Equal(isFault ? code : null, span.GetTagItem("error.type"));
        Assert.Equal(isFault ? ActivityStatusCode.Error : ActivityStatusCode.Unset, span.Status);
        Assert.Equal(span.TraceId.ToHexString(), (string)answer.Json["traceId"]!);
    }

    [Theory]
    [InlineData("GET", "/nothing?token=secret", "NOT_FOUND: There is nothing here [GET /nothing]", null)]
    [InlineData("GET", "/item/x%0D%0A1970-01-01%20forged", "NOT_FOUND: There is nothing here [GET /item/x%0D%0A1970-01-01%20forged]", "/item/{id}")]
    [InlineData("GET", "/item/%E2%80%A8%C2%85", "NOT_FOUND: There is nothing here [GET /item/%E2%80%A8%C2%85]", "/item/{id}")]
    [InlineData("BREW", "/nothing", "NOT_FOUND: There is nothing here [_OTHER /nothing]", null)]
    [InlineData("get", "/nothing", "NOT_FOUND: There is nothing here [GET /nothing]", null)]
    public async Task A_record_says_which_request_failed_and_no_caller_can_forge_another(string method, string target, string text, string? route)
    {
        await using var site = await WebSite.StartAsync(Map, cancellationToken: Ending);

        await site.SendAsync(new HttpRequestMessage(new HttpMethod(method), target), Ending);

        var report = Assert.Single(site.Log.Reports);
        Assert.Equal(text, report.Text);
        Assert.Equal(route, report.State.SingleOrDefault(static each => each.Key == "http.route").Value);
        Assert.Equal(text[(text.IndexOf('[', StringComparison.Ordinal) + 1)..^1], $"{Of("http.request.method")} {Of("url.path")}");

        object? Of(string name) => report.State.Single(each => each.Key == name).Value;
    }

    [Fact]
    public async Task A_path_in_the_log_is_of_bounded_length()
    {
        await using var site = await WebSite.StartAsync(Map, cancellationToken: Ending);

        await site.GetAsync("/item/" + new string('x', 4000), Ending);

        var text = Assert.Single(site.Log.Reports).Text;
        Assert.True(text.Length < 320, text);
        Assert.EndsWith("xxx…]", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Production", true, false)]
    [InlineData("Development", false, false)]
    [InlineData("Development", true, true)]
    public async Task The_cause_is_shown_in_development_alone_and_only_if_asked_for(string environment, bool asked, bool shown)
    {
        await using var site = await WebSite.StartAsync(
            builder => builder.Services.AddPlatformErrors(errors => errors.IncludeExceptionDetails = asked).AddAspNetCore(),
            app =>
            {
                app.UsePlatformErrors();
                Map(app);
            },
            environment,
            cancellationToken: Ending);

        var answer = await site.GetAsync("/throw", Ending);

        Assert.Equal(shown, answer.Body.Contains("secret", StringComparison.Ordinal));
        Assert.Equal("INTERNAL", answer.Code);
    }

    private static void Map(WebApplication app)
    {
        app.MapGet("/throw", string () => throw new InvalidOperationException("secret"));
        app.MapGet("/timeout", string () => throw new TimeoutException("secret"));
        app.MapGet("/error", static () => ShopErrors.OutOfStock("kettle", 1)).WithPlatformErrors();
        app.MapGet("/query", static (int id) => id);
        app.MapGet("/item/{id}", static (string id) => CommonErrors.NotFound()).WithPlatformErrors();
        app.MapPost("/body", static (Order order) => order);
        app.MapGet("/missing-file", static Error () => CommonErrors.NotFound().WithCause(new FileNotFoundException("secret"))).WithPlatformErrors();
    }

    private sealed class OwnHandler : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
        {
            httpContext.Response.StatusCode = 503;
            await httpContext.Response.WriteAsync("own", cancellationToken);
            return true;
        }
    }
}
