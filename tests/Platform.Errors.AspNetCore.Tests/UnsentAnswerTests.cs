using System.Buffers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Errors.AspNetCore.Tests.Site;

namespace Platform.Errors.AspNetCore.Tests;

/// <summary>Failures at moments at which the server no longer takes a problem, or has one already.</summary>
public sealed class UnsentAnswerTests
{
    private const string ServerCategory = "Microsoft.AspNetCore.Server.Kestrel";

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/throw", "INTERNAL")]
    [InlineData("/error", "OUT_OF_STOCK")]
    [InlineData("/serialize", "INTERNAL")]
    [InlineData("/result", "INTERNAL")]
    public async Task A_body_that_was_begun_and_not_sent_never_mixes_with_a_problem(string path, string code)
    {
        await using var site = await WebSite.StartAsync(Map, cancellationToken: Ending);

        var answer = await site.GetAsync(path, Ending);

        // Nothing can take the first bytes back, so a status is all that the server can still say.
        Assert.Equal((500, ""), (answer.Status, answer.Body));
        Assert.Equal(code, Assert.Single(site.Log.Reports).Event.Name);
        var complaint = Assert.Single(site.Log.OtherComplaints);
        Assert.StartsWith(ServerCategory, complaint.Category, StringComparison.Ordinal);
        Assert.IsType<UnsentAnswerException>(complaint.Exception);
    }

    [Theory]
    [InlineData("/throw", "INTERNAL")]
    [InlineData("/error", "OUT_OF_STOCK")]
    [InlineData("/serialize", "INTERNAL")]
    [InlineData("/result", "INTERNAL")]
    public async Task Over_http2_such_a_stream_is_reset_and_not_tried_again(string path, string code)
    {
        await using var site = await WebSite.StartAsync(Map, http2: true, cancellationToken: Ending);

        await Assert.ThrowsAsync<HttpRequestException>(() => site.GetAsync(path, Ending));

        Assert.Equal(code, Assert.Single(site.Log.Reports).Event.Name);
        Assert.Empty(site.Log.OtherComplaints);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("*/*")]
    public async Task In_development_no_page_of_the_framework_is_written_behind_it(string accepted)
    {
        await using var site = await WebSite.StartAsync(Map, environment: "Development", cancellationToken: Ending);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/throw");
        request.Headers.Add("Accept", accepted);

        await Assert.ThrowsAsync<HttpRequestException>(() => site.SendAsync(request, Ending));

        Assert.Equal("INTERNAL", Assert.Single(site.Log.Reports).Event.Name);
        Assert.Empty(site.Log.OtherComplaints);
    }

    [Fact]
    public async Task A_predicate_of_a_format_that_throws_costs_the_caller_nothing()
    {
        await using var site = await WebSite.StartAsync(
            Map, options: static web => web.AddFormat(static _ => throw new InvalidOperationException("secret"), ErrorFormats.StatusOnly), cancellationToken: Ending);

        var answer = await site.GetAsync("/conflict", Ending);

        Assert.Equal((409, "OUT_OF_STOCK"), (answer.Status, answer.Code));
        Assert.Equal(["OUT_OF_STOCK", "INTERNAL"], site.Log.Reports.Select(report => report.Event.Name));
    }

    [Fact]
    public async Task A_format_whose_reader_has_gone_is_no_failure_of_ours()
    {
        await using var site = await WebSite.StartAsync(
            Map,
            options: static web => web.AddFormat(static _ => true, new Deserted()),
            cancellationToken: Ending);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => site.GetAsync("/conflict", Ending));

        Assert.Equal("OUT_OF_STOCK", Assert.Single(site.Log.Reports).Event.Name);
        Assert.Empty(site.Log.OtherComplaints);
    }

    [Fact]
    public async Task A_body_of_its_own_that_waits_is_left_alone()
    {
        await using var site = await WebSite.StartAsync(Map, cancellationToken: Ending);

        var answer = await site.GetAsync("/own", Ending);

        Assert.Equal((404, "own"), (answer.Status, answer.Body));
        Assert.Empty(site.Log.Reports);
    }

    [Theory]
    [InlineData("/starting/ok", "INTERNAL")]
    [InlineData("/starting/error", "OUT_OF_STOCK")]
    [InlineData("/starting/404", "NOT_FOUND")]
    [InlineData("/starting/throw", "INTERNAL")]
    public async Task A_callback_that_throws_while_a_response_starts_is_the_servers_500_and_is_not_reported_again(string path, string code)
    {
        await using var site = await WebSite.StartAsync(Map, cancellationToken: Ending);

        var answer = await site.GetAsync(path, Ending);

        Assert.Equal((500, ""), (answer.Status, answer.Body));
        Assert.Equal(code, Assert.Single(site.Log.Reports).Event.Name);
        // The server has met the exception first, and logs it.
        Assert.NotEmpty(site.Log.OtherComplaints);
        Assert.All(site.Log.OtherComplaints, complaint => Assert.Equal((ServerCategory, "from the callback"), (complaint.Category, complaint.Exception!.Message)));
    }

    [Fact]
    public async Task What_fails_behind_an_answer_that_was_whole_is_reported_and_leaves_the_answer()
    {
        var ended = new Countdown(1);
        await using var site = await WebSite.StartAsync(
            app =>
            {
                app.Use(async (context, next) =>
                {
                    context.Response.OnCompleted(ended.SignalAsync);
                    await next(context);
                    throw new InvalidOperationException("too late");
                });
                Map(app);
            },
            cancellationToken: Ending);

        var answer = await site.GetAsync("/conflict", Ending);
        // The caller has the whole answer before the server has left the pipeline.
        await ended.Task.WaitAsync(Ending);

        Assert.Equal((409, "OUT_OF_STOCK"), (answer.Status, answer.Code));
        Assert.Equal(["OUT_OF_STOCK", "INTERNAL"], site.Log.Reports.Select(report => report.Event.Name));
    }

    [Fact]
    public async Task Streams_that_are_reset_by_the_dozen_are_each_a_caller_that_left_and_nothing_worse()
    {
        const int Streams = 50;
        var (arrived, ended) = (new Countdown(Streams), new Countdown(Streams));
        await using var site = await WebSite.StartAsync(
            app => app.MapGet("/wait", async (HttpContext context, CancellationToken aborted) =>
            {
                context.Response.OnCompleted(ended.SignalAsync);
                await arrived.SignalAsync();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, aborted);
            }),
            http2: true,
            cancellationToken: Ending);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Ending);
        var asking = Enumerable.Range(0, Streams).Select(_ => site.GetAsync("/wait", leaving.Token)).ToList();

        await arrived.Task.WaitAsync(Ending);
        await leaving.CancelAsync();
        foreach (var one in asking)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        await ended.Task.WaitAsync(Ending);

        Assert.Equal(Streams, site.Log.Reports.Count);
        Assert.All(site.Log.Reports, report => Assert.Equal(("CANCELED", LogLevel.Debug), (report.Event.Name, report.Level)));
        Assert.Empty(site.Log.OtherComplaints);
    }

    [Fact]
    public async Task A_member_that_cannot_be_written_is_one_failure()
    {
        await using var site = await WebSite.StartAsync(Map, cancellationToken: Ending);

        var answer = await site.GetAsync("/member", Ending);

        Assert.Equal((500, "INTERNAL"), (answer.Status, answer.Code));
        var report = Assert.Single(site.Log.Reports);
        Assert.Equal(("INTERNAL", LogLevel.Error), (report.Event.Name, report.Level));
    }

    [Theory]
    [InlineData("/prepared/throw", 500)]
    [InlineData("/prepared/error", 409)]
    [InlineData("/prepared/empty", 404)]
    public async Task What_was_prepared_for_another_body_is_not_said_of_a_problem(string path, int status)
    {
        await using var site = await WebSite.StartAsync(
            app =>
            {
                app.Use((context, next) =>
                {
                    context.Response.Headers.StrictTransportSecurity = "max-age=60";
                    context.Response.Headers["X-Request-Id"] = "r1";
                    return next(context);
                });
                Map(app);
            },
            cancellationToken: Ending);

        var answer = await site.GetAsync(path, Ending);

        Assert.Equal((status, "application/problem+json", answer.Body.Length), (answer.Status, answer.ContentType, int.Parse(answer.Headers["Content-Length"], System.Globalization.CultureInfo.InvariantCulture)));
        foreach (var gone in new[] { "Content-Encoding", "Content-Disposition", "Content-Digest", "ETag", "Last-Modified", "Content-Range" })
            Assert.False(answer.Headers.ContainsKey(gone), gone);
        // What middleware says of every answer stays; what a failed handler promised does not, and what one that returned an error said stays.
        Assert.Equal(("max-age=60", "r1", "Origin"), (answer.Headers["Strict-Transport-Security"], answer.Headers["X-Request-Id"], answer.Headers["Vary"]));
        Assert.Equal(path != "/prepared/throw", answer.Headers.ContainsKey("Set-Cookie"));
        Assert.Equal(path == "/prepared/throw" ? "no-store" : "max-age=9, public", answer.Headers["Cache-Control"]);
    }

    /// <summary>Who catches an exception himself and hands it over answers as the middleware does.</summary>
    [Theory]
    [InlineData("/prepared/throw", "/caught/prepared/throw")]
    [InlineData("/timeout", "/caught/timeout")]
    public async Task An_exception_that_was_caught_is_answered_as_one_that_was_not(string path, string caught)
    {
        await using var site = await WebSite.StartAsync(
            app =>
            {
                app.Use(static async (context, next) =>
                {
                    if (!context.Request.Path.StartsWithSegments("/caught", out var rest))
                    {
                        await next(context);
                        return;
                    }
                    context.Request.Path = rest;
                    try
                    {
                        await next(context);
                    }
                    catch (Exception exception)
                    {
                        await context.RequestServices.GetRequiredService<ErrorResponseWriter>().WriteAsync(context, exception);
                    }
                });
                app.UseRouting();
                Map(app);
            },
            cancellationToken: Ending);

        var answers = new[] { await site.GetAsync(path, Ending), await site.GetAsync(caught, Ending) };

        Assert.Equal(answers[0].ToString().Replace(path, "", StringComparison.Ordinal), answers[1].ToString().Replace(path, "", StringComparison.Ordinal));
        Assert.Equal(2, site.Log.Reports.Count);
        Assert.Single(site.Log.Reports.Select(static report => report.Event.Name).Distinct());
    }

    [Fact]
    public async Task An_answer_that_can_no_longer_be_given_is_reported_once_also_where_somebody_catches_it()
    {
        await using var site = await WebSite.StartAsync(
            app =>
            {
                app.Use(static async (context, next) =>
                {
                    try
                    {
                        await next(context);
                    }
                    catch (Exception exception)
                    {
                        await context.RequestServices.GetRequiredService<ErrorResponseWriter>().WriteAsync(context, exception);
                    }
                });
                Map(app);
            },
            cancellationToken: Ending);

        Assert.Equal((500, ""), (await site.GetAsync("/error", Ending)) is var answer ? (answer.Status, answer.Body) : default);
        Assert.Equal("OUT_OF_STOCK", Assert.Single(site.Log.Reports).Event.Name);
    }

    [Fact]
    public async Task A_length_of_zero_is_no_body()
    {
        await using var site = await WebSite.StartAsync(Map, cancellationToken: Ending);

        var answer = await site.GetAsync("/zero", Ending);

        Assert.Equal((404, "NOT_FOUND"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task The_length_of_the_whole_and_the_tag_of_what_is_there_are_kept_where_they_belong()
    {
        await using var site = await WebSite.StartAsync(Map, cancellationToken: Ending);

        Assert.Equal("bytes */100", (await site.GetAsync("/range", Ending)).Headers["Content-Range"]);
        Assert.Equal("\"v2\"", (await site.GetAsync("/precondition", Ending)).Headers["ETag"]);
    }

    private static void Map(WebApplication app)
    {
        app.MapGet("/throw", string (HttpContext context) =>
        {
            context.Response.BodyWriter.Write("half"u8);
            throw new InvalidOperationException("secret");
        });
        app.MapGet("/error", HttpResult (HttpContext context) =>
        {
            context.Response.BodyWriter.Write("half"u8);
            return ShopErrors.OutOfStock("kettle", 1);
        });
        app.MapGet("/serialize", static () => new Unwritable());
        app.MapGet("/result", static HttpResult<Unwritable> () => new Unwritable());
        app.MapGet("/own", static (HttpContext context) =>
        {
            context.Response.StatusCode = 404;
            context.Response.BodyWriter.Write("own"u8);
        });
        var starting = app.MapGroup("/starting").AddEndpointFilter((invocation, next) =>
        {
            invocation.HttpContext.Response.OnStarting(static () => throw new InvalidOperationException("from the callback"));
            return next(invocation);
        });
        starting.MapGet("/ok", static () => "fine");
        starting.MapGet("/error", static HttpResult () => ShopErrors.OutOfStock("kettle", 1));
        starting.MapGet("/404", static () => TypedResults.NotFound());
        starting.MapGet("/throw", string () => throw new InvalidOperationException("secret"));
        app.MapGet("/conflict", static HttpResult () => ShopErrors.OutOfStock("kettle", 1));
        app.MapGet("/member", static () => TypedResults.Problem(statusCode: 409, extensions: [new("type", "x"), new("more", typeof(string))]));
        var prepared = app.MapGroup("/prepared").AddEndpointFilter((invocation, next) =>
        {
            var headers = invocation.HttpContext.Response.Headers;
            headers.ContentEncoding = "gzip";
            headers.ContentDisposition = "attachment";
            headers["Content-Digest"] = "sha-256=:x:";
            headers.ETag = "\"v1\"";
            headers.LastModified = "Wed, 21 Oct 2015 07:28:00 GMT";
            headers.ContentRange = "bytes 1-2/3";
            headers.CacheControl = "max-age=9, public";
            headers.SetCookie = "a=b";
            headers.Vary = "Origin";
            return next(invocation);
        });
        prepared.MapGet("/throw", string () => throw new InvalidOperationException("secret"));
        prepared.MapGet("/error", static HttpResult () => ShopErrors.OutOfStock("kettle", 1));
        prepared.MapGet("/empty", static () => TypedResults.NotFound());
        app.MapGet("/timeout", string (HttpContext context) =>
        {
            context.Response.Headers.Location = "/elsewhere";
            context.Response.Headers.Expires = "Wed, 21 Oct 2035 07:28:00 GMT";
            context.Response.Headers.Link = "</next>; rel=next";
            throw new TimeoutException("secret");
        });
        app.MapGet("/zero", static (HttpContext context) =>
        {
            context.Response.StatusCode = 404;
            context.Response.ContentLength = 0;
        });
        app.MapGet("/range", static (HttpContext context) =>
        {
            context.Response.StatusCode = 416;
            context.Response.Headers.ContentRange = "bytes */100";
        });
        app.MapGet("/precondition", static (HttpContext context) =>
        {
            context.Response.StatusCode = 412;
            context.Response.Headers.ETag = "\"v2\"";
        });
    }

    /// <summary>Completes when everybody has signalled.</summary>
    private sealed class Countdown(int count)
    {
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _left = count;

        public Task Task => _all.Task;

        public Task SignalAsync()
        {
            if (Interlocked.Decrement(ref _left) == 0)
                _all.SetResult();
            return Task.CompletedTask;
        }
    }

    /// <summary>A format that learns while it writes that the connection has ended.</summary>
    private sealed class Deserted : IErrorFormat
    {
        public ValueTask WriteAsync(HttpContext httpContext, Error error) =>
            throw new OperationCanceledException("gone", new ConnectionAbortedException("The server stops.")) { Source = ServerCategory };
    }

    /// <summary>Enough of it can be written to be in the server's buffer, and not enough to be sent.</summary>
    private sealed class Unwritable
    {
        public IEnumerable<int> Numbers => Enumerable.Range(1_000_000, 900);

        public string Last => throw new InvalidOperationException("secret");
    }
}
