using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Platform.Errors.AspNetCore.Tests.Site;

namespace Platform.Errors.AspNetCore.Tests;

/// <summary>What a real client sees of a failure that comes when a part of the answer is on its way, over HTTP/1.1 and HTTP/2.</summary>
public sealed class StartedResponseTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public static TheoryData<string> Broken => ["/throw", "/return", "/array", "/length"];

    public static IEnumerable<TheoryDataRow<bool, string>> BrokenOnBoth() => Broken.SelectMany(row => new TheoryDataRow<bool, string>[] { new(false, row.Data), new(true, row.Data) });

    [Theory]
    [MemberData(nameof(BrokenOnBoth))]
    public async Task A_failure_after_the_start_cuts_the_answer_off_so_that_the_client_sees_it_and_is_reported_once(bool http2, string path)
    {
        await using var site = await WebSite.StartAsync(Map, http2: http2, cancellationToken: Ending);

        // Where exactly depends on what was on the way when the connection was reset: in the head already, or in the body.
        var seen = await Record.ExceptionAsync(async () => await site.Client.GetByteArrayAsync(new Uri(path, UriKind.Relative), Ending));
        Assert.IsType<HttpRequestException>(seen);

        var report = Assert.Single(site.Log.Reports);
        Assert.Equal(path == "/return" ? "OUT_OF_STOCK" : "INTERNAL", report.Event.Name);
        Assert.Empty(site.Log.OtherComplaints);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stream_of_lines_that_fails_ends_with_a_line_that_says_so(bool http2)
    {
        await using var site = await WebSite.StartAsync(Map, http2: http2, cancellationToken: Ending);

        var answer = await site.GetAsync("/lines/2", Ending);

        Assert.Equal((200, "application/x-ndjson"), (answer.Status, answer.ContentType));
        var lines = answer.Body.Split('\n');
        Assert.Equal(["1", "2"], lines[..2]);
        Assert.Equal("", lines[3]);
        var problem = JsonNode.Parse(lines[2])!["$problem"]!;
        Assert.Equal(("INTERNAL", 500), ((string)problem["code"]!, (int)problem["status"]!));
        Assert.DoesNotContain("secret", answer.Body, StringComparison.Ordinal);
        Assert.Equal("INTERNAL", Assert.Single(site.Log.Reports).Event.Name);
        Assert.Empty(site.Log.OtherComplaints);
    }

    [Fact]
    public async Task A_stream_of_results_ends_with_the_first_failure()
    {
        await using var site = await WebSite.StartAsync(Map, cancellationToken: Ending);

        var answer = await site.GetAsync("/result-lines/1", Ending);

        var lines = answer.Body.Split('\n');
        Assert.Equal("1", lines[0]);
        Assert.Equal("OUT_OF_STOCK", (string)JsonNode.Parse(lines[1])!["$problem"]!["code"]!);
        Assert.Equal(3, lines.Length);
    }

    [Fact]
    public async Task A_value_that_cannot_be_written_leaves_no_half_of_a_line()
    {
        await using var site = await WebSite.StartAsync(Map, cancellationToken: Ending);

        var answer = await site.GetAsync("/unwritable-lines", Ending);

        var lines = answer.Body.Split('\n');
        Assert.Equal("1.5", lines[0]);
        Assert.Equal("INTERNAL", (string)JsonNode.Parse(lines[1])!["$problem"]!["code"]!);
    }

    /// <summary>No data may end a stream, whoever has sent it in.</summary>
    [Theory]
    [InlineData("""{"$problem":{"code":"FORGED"}}""", false)]
    [InlineData("""{"a":1,"$problem":null}""", false)]
    [InlineData("""{"\u0024problem":1}""", false)]
    [InlineData("""{"a":{"$problem":1}}""", true)]
    [InlineData("""["$problem",{"$problem":1}]""", true)]
    [InlineData("""{"a":"\"$problem\":"}""", true)]
    [InlineData("""{"problem":{"code":"FINE"}}""", true)]
    public async Task A_value_that_would_be_taken_for_the_end_is_not_sent(string value, bool isSent)
    {
        await using var site = await WebSite.StartAsync(
            app => app.MapGet("/data", () => StreamedJson.Lines(new[] { JsonNode.Parse("1")!, JsonNode.Parse(value)!, JsonNode.Parse("2")! }.ToAsyncEnumerable())),
            cancellationToken: Ending);

        var lines = (await site.GetAsync("/data", Ending)).Body.Split('\n');

        Assert.Equal(isSent ? 4 : 3, lines.Length);
        if (isSent)
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(value), JsonNode.Parse(lines[1])));
        else
            Assert.Equal("INTERNAL", (string?)JsonNode.Parse(lines[1])!["$problem"]!["code"]);
        Assert.Equal(isSent ? 0 : 1, site.Log.Reports.Count);
    }

    [Theory]
    [InlineData("/lines/0", 500, "INTERNAL")]
    [InlineData("/result-lines/0", 409, "OUT_OF_STOCK")]
    public async Task A_stream_that_fails_before_its_first_value_is_an_ordinary_error(string path, int status, string code)
    {
        await using var site = await WebSite.StartAsync(Map, cancellationToken: Ending);

        var answer = await site.GetAsync(path, Ending);

        Assert.Equal((status, "application/problem+json", code), (answer.Status, answer.ContentType, answer.Code));
        Assert.Single(site.Log.Reports);
    }

    [Fact]
    public async Task A_whole_stream_has_a_line_for_each_value_and_no_other()
    {
        await using var site = await WebSite.StartAsync(Map, cancellationToken: Ending);

        var answer = await site.GetAsync("/whole-lines/5000", Ending);

        var lines = answer.Body.Split('\n');
        Assert.Equal(5001, lines.Length);
        Assert.Equal(("1", "5000", ""), (lines[0], lines[4999], lines[5000]));
        Assert.Empty(site.Log.Reports);
        Assert.Equal(("", 200), ((await site.GetAsync("/whole-lines/0", Ending)).Body, (await site.GetAsync("/whole-lines/0", Ending)).Status));
    }

    [Theory]
    [InlineData("/wait")]
    [InlineData("/wait/lines")]
    public async Task A_client_that_leaves_is_no_failure_of_ours_and_nothing_is_written_to_it(string path)
    {
        var (arrived, left) = (new TaskCompletionSource(), new TaskCompletionSource<int>());
        await using var site = await WebSite.StartAsync(app =>
        {
            app.MapGet("/wait", async (HttpContext context) =>
            {
                context.Response.OnCompleted(() =>
                {
                    left.TrySetResult(context.Response.StatusCode);
                    return Task.CompletedTask;
                });
                arrived.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            });
            app.MapGet("/wait/lines", (HttpContext context) =>
            {
                context.Response.OnCompleted(() =>
                {
                    left.TrySetResult(context.Response.StatusCode);
                    return Task.CompletedTask;
                });
                return StreamedJson.Lines(Waiting(arrived, context.RequestAborted));
            });
        }, cancellationToken: Ending);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Ending);

        var asking = site.Client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, leaving.Token);
        await arrived.Task.WaitAsync(Ending);
        if (path == "/wait/lines")
        {
            // The first line is there; hanging up is all that is left to do.
            (await asking).Dispose();
        }
        else
        {
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        }

        var status = await left.Task.WaitAsync(Ending);
        Assert.Equal(path == "/wait" ? 499 : 200, status);
        var report = Assert.Single(site.Log.Reports);
        Assert.Equal(("CANCELED", Microsoft.Extensions.Logging.LogLevel.Debug), (report.Event.Name, report.Level));
        Assert.Empty(site.Log.OtherComplaints);
    }

    private static void Map(WebApplication app)
    {
        app.MapGet("/throw", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("half an ans", Ending);
            await context.Response.Body.FlushAsync(Ending);
            throw new InvalidOperationException("secret");
        });
        app.MapGet("/length", async (HttpContext context) =>
        {
            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("half an ans", Ending);
            await context.Response.Body.FlushAsync(Ending);
            throw new InvalidOperationException("secret");
        });
        app.MapGet("/return", async (HttpContext context, ErrorResponseWriter writer) =>
        {
            await context.Response.WriteAsync("half an ans", Ending);
            await writer.WriteAsync(context, ShopErrors.OutOfStock("kettle", 1));
        });
        app.MapGet("/array", () => Numbers(3));
        app.MapGet("/lines/{fine:int}", (int fine) => StreamedJson.Lines(Numbers(fine)));
        app.MapGet("/whole-lines/{count:int}", (int count) => StreamedJson.Lines(Enumerable.Range(1, count).ToAsyncEnumerable()));
        app.MapGet("/result-lines/{fine:int}", (int fine) => StreamedJson.Lines(Results(fine)));
        app.MapGet("/unwritable-lines", () => StreamedJson.Lines(new[] { 1.5, double.NaN }.ToAsyncEnumerable()));
    }

    private static async IAsyncEnumerable<int> Numbers(int fine)
    {
        for (var number = 1; number <= fine; number++)
        {
            await Task.Yield();
            yield return number;
        }
        throw new InvalidOperationException("secret");
    }

    private static async IAsyncEnumerable<Result<int>> Results(int fine)
    {
        for (var number = 1; number <= fine; number++)
        {
            await Task.Yield();
            yield return number;
        }
        yield return ShopErrors.OutOfStock("kettle", 0);
        throw new InvalidOperationException("Nobody asks for more after a failure.");
    }

    private static async IAsyncEnumerable<int> Waiting(TaskCompletionSource arrived, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken aborted)
    {
        yield return 1;
        arrived.SetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, aborted);
    }
}
