using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Errors.AspNetCore.Tests.Site;

namespace Platform.Errors.AspNetCore.Tests;

/// <summary>A client that still waits is never told that it has left, whoever cancelled what inside the application.</summary>
public sealed class CancellationTests
{
    /// <summary>What has thrown it, as the exception itself says.</summary>
    private const string Server = "Microsoft.AspNetCore.Server.Kestrel.Core";

    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(20);

    private static readonly ErrorDescriptor Withdrawn = new("shop", "ORDER_WITHDRAWN", ErrorKind.Canceled, "The order was withdrawn");

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/slow/result")]
    [InlineData("/slow/http-result")]
    [InlineData("/linked")]
    [InlineData("/slow/lines")]
    public async Task A_client_that_waits_is_told_that_it_took_too_long(string path)
    {
        await using var site = await StartAsync();

        var answer = await site.GetAsync(path, Ending);

        Assert.Equal(504, answer.Status);
        Assert.Equal("TIMEOUT", answer.Code);
        var report = Assert.Single(site.Log.Reports);
        Assert.Equal(LogLevel.Warning, report.Level);
        Assert.IsAssignableFrom<OperationCanceledException>(report.Exception);
    }

    [Fact]
    public async Task Lines_that_a_request_timeout_ends_say_so_in_the_last_one()
    {
        await using var site = await StartAsync();

        var lines = (await site.GetAsync("/slow/lines?sent=1", Ending)).Body.Split('\n');

        Assert.Equal("1", lines[0]);
        Assert.Contains("\"TIMEOUT\"", lines[1], StringComparison.Ordinal);
        Assert.Equal("TIMEOUT", Assert.Single(site.Log.Reports).Event.Name);
    }

    [Fact]
    public async Task A_body_that_a_request_timeout_ends_is_not_taken_for_a_whole_one()
    {
        await using var site = await StartAsync();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => site.GetAsync("/slow/begun", Ending));
    }

    [Fact]
    public async Task An_error_of_the_application_that_means_cancelled_is_sent_as_it_is()
    {
        await using var site = await StartAsync();

        var answer = await site.GetAsync("/withdrawn", Ending);

        Assert.Equal(499, answer.Status);
        Assert.Equal("ORDER_WITHDRAWN", answer.Code);
    }

    /// <summary>A server that stops ends its connections before it cancels the tokens of their requests.</summary>
    [Theory]
    [InlineData("/aborted")]
    [InlineData("/aborted/body")]
    public async Task A_connection_that_has_ended_is_a_caller_that_has_gone_whatever_the_token_says(string path)
    {
        await using var site = await StartAsync();

        await site.GetAsync(path, Ending);

        var report = Assert.Single(site.Log.Reports);
        Assert.Equal(("CANCELED", LogLevel.Debug), (report.Event.Name, report.Level));
    }

    /// <summary>Clients that are built on the server's transports throw the same of their connections, and then somebody still waits here.</summary>
    [Theory]
    [InlineData("/outbound/aborted")]
    [InlineData("/outbound/reset")]
    [InlineData("/outbound/wrapped")]
    public async Task A_connection_to_another_service_that_has_ended_is_no_caller_that_has_gone(string path)
    {
        await using var site = await StartAsync();

        var answer = await site.GetAsync(path, Ending);

        Assert.InRange(answer.Status, 500, 504);
        Assert.Equal(answer.Code, Assert.Single(site.Log.Reports).Event.Name);
        Assert.NotEqual(LogLevel.Debug, site.Log.Reports[0].Level);
    }

    private static Task<WebSite> StartAsync() => WebSite.StartAsync(
        services: static builder =>
        {
            builder.Services.AddPlatformErrors().AddCatalog(ShopErrors.Catalog).AddAspNetCore();
            builder.Services.AddRequestTimeouts();
        },
        pipeline: static app =>
        {
            app.UsePlatformErrors();
            app.UseRequestTimeouts();
            app.MapGet("/slow/result", static (CancellationToken ending) => WaitAsync(ending)).WithPlatformErrors().WithRequestTimeout(Limit);
            app.MapGet("/slow/http-result", static async Task<HttpResult> (CancellationToken ending) => (await WaitAsync(ending)).ToHttpResult()).WithRequestTimeout(Limit);
            app.MapGet("/slow/lines", static (int? sent, CancellationToken ending) => StreamedJson.Lines(LinesAsync(sent ?? 0, ending))).WithRequestTimeout(Limit);
            app.MapGet("/slow/begun", static async (HttpContext context, ErrorResponseWriter writer) =>
            {
                await context.Response.WriteAsync("half", CancellationToken.None);
                await context.Response.Body.FlushAsync(CancellationToken.None);
                (await WaitAsync(context.RequestAborted)).TryGetError(out var error);
                await writer.WriteAsync(context, error);
            }).WithRequestTimeout(Limit);
            app.MapGet("/linked", static async (CancellationToken client) =>
            {
                using var linked = CancellationTokenSource.CreateLinkedTokenSource(client);
                await linked.CancelAsync();
                return await WaitAsync(linked.Token);
            }).WithPlatformErrors();
            app.MapGet("/aborted/body", static IResult () => throw new TaskCanceledException("The request was aborted", new ConnectionAbortedException("The server stops.")) { Source = Server });
            app.MapGet("/aborted", static IResult () => throw new ConnectionAbortedException("The server stops.") { Source = Server });
            app.MapGet("/outbound/aborted", static IResult () => throw new ConnectionAbortedException("The other side stops."));
            app.MapGet("/outbound/reset", static IResult () => throw new ConnectionResetException("The other side stops."));
            app.MapGet("/outbound/wrapped", static IResult () => throw new IOException("The other side stops.", new ConnectionResetException("The other side stops.")));
            app.MapGet("/withdrawn", static () => Withdrawn.Create()).WithPlatformErrors();
        },
        cancellationToken: Ending);

    private static async IAsyncEnumerable<Result<int>> LinesAsync(int sent, [EnumeratorCancellation] CancellationToken ending)
    {
        for (var value = 1; value <= sent; value++)
            yield return value;
        if ((await WaitAsync(ending)).TryGetError(out var error))
            yield return error;
    }

    /// <summary>As code does that knows no exceptions: what its token ends is <c>CANCELED</c>.</summary>
    private static async Task<Result> WaitAsync(CancellationToken ending)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ending);
            return Result.Success;
        }
        catch (OperationCanceledException fault)
        {
            return CommonErrors.Canceled().WithCause(fault);
        }
    }
}
