using System.Data.Common;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.Webhooks.AspNetCore.Management;
using Platform.Webhooks.Outbox.Redelivery;

namespace Platform.Webhooks.AspNetCore.Portal;

/// <summary>Events delivered again: first what it would do, then it is done.</summary>
internal static class ReplayPages
{
    private const RedeliveryScope Given = RedeliveryScope.DeadLetters;

    private static readonly (string Value, string Text, TimeSpan Span)[] Spans =
    [
        ("1", "The last hour", TimeSpan.FromHours(1)), ("24", "The last day", TimeSpan.FromDays(1)),
        ("168", "The last 7 days", TimeSpan.FromDays(7)),
    ];

    public static Task AskAsync(PortalPage page) => EndpointPages.WithAsync(page, endpoint => TryAsync(
        page, StatusCodes.Status429TooManyRequests, async () =>
    {
        var query = page.Context.Request.Query;
        Html? estimate = null;
        if (Request(page, query["scope"], query["span"], query["from"]) is { } request)
            estimate = await EstimateAsync(page, request).ConfigureAwait(false);
        var jobs = await page.Endpoints.ListRedeliveriesAsync(page.Session.Tenant, page.Id, page.Cancellation).ConfigureAwait(false) ?? [];
        await page.AnswerAsync(StatusCodes.Status200OK, "Deliver again", $"""
            <p><a href="{page.At($"/endpoints/{endpoint.Id}")}">{endpoint.Settings.Description ?? endpoint.Settings.Url}</a></p>
            <form method="get" action="{page.At($"/endpoints/{endpoint.Id}/replay")}">
            <p class="field"><label for="scope">Which events</label> <select id="scope" name="scope">
            <option value="DeadLetters">Those that were given up</option>
            <option value="Everything"{Selected(query["scope"] == nameof(RedeliveryScope.Everything))}>All, also those that were
            delivered</option></select></p>
            <p class="field"><label for="span">Published in</label> <select id="span" name="span">
            {Spans.Select(each =>
                (Html)$"<option value=\"{each.Value}\"{Selected(query["span"] == each.Value)}>{each.Text}</option>")}</select></p>
            <p><button>See what it would do</button></p></form>
            {estimate}
            {(jobs is [] ? null : Jobs(page, jobs))}
            """).ConfigureAwait(false);
    }));

    public static Task StartAsync(PortalPage page) => EndpointPages.WithAsync(page, _ => TryAsync(
        page, StatusCodes.Status409Conflict, async () =>
    {
        if (Request(page, page.Field("scope"), null, page.Field("from")) is not { } request)
        {
            page.Redirect($"/endpoints/{page.Id}/replay");
            return;
        }
        if (await page.Endpoints.StartRedeliveryAsync(page.Session.Tenant, request, page.Cancellation).ConfigureAwait(false) is not { } job)
        {
            await page.NotFoundAsync().ConfigureAwait(false);
            return;
        }
        Log.RedeliveryStarted(
            Answers.Logger(page.Context), job.Id, job.Consumer, job.Scope, job.From, job.Until, page.Session.By);
        page.Redirect($"/endpoints/{page.Id}/replay?done=replay");
    }));

    public static Task StopAsync(PortalPage page) => EndpointPages.WithAsync(page, _ => TryAsync(
        page, StatusCodes.Status409Conflict, async () =>
    {
        var job = long.Parse((string)page.Context.Request.RouteValues["job"]!, CultureInfo.InvariantCulture);
        if (!await page.Endpoints.CancelRedeliveryAsync(page.Session.Tenant, page.Id, job, page.Cancellation).ConfigureAwait(false))
        {
            await page.NotFoundAsync().ConfigureAwait(false);
            return;
        }
        Log.RedeliveryCancelled(Answers.Logger(page.Context), job, page.Session.By);
        page.Redirect($"/endpoints/{page.Id}/replay?done=stopped");
    }));

    /// <summary>
    /// What has to wait for another, or took the database too long, is no failure of the program: it is said, and may be asked again.
    /// </summary>
    private static async Task TryAsync(PortalPage page, int statusOfLimit, Func<Task> answer)
    {
        try
        {
            await answer().ConfigureAwait(false);
        }
        catch (RedeliveryLimitException limit)
        {
            await LaterAsync(page, statusOfLimit, limit.Message).ConfigureAwait(false);
        }
        catch (DbException failure)
        {
            Log.TookTooLong(Answers.Logger(page.Context), failure, page.Id);
            await LaterAsync(
                page, StatusCodes.Status503ServiceUnavailable, "It took too long to find out. Ask for less, or try again in a moment.")
                .ConfigureAwait(false);
        }
    }

    private static Task LaterAsync(PortalPage page, int status, string why)
    {
        page.Context.Response.Headers.RetryAfter = Answers.RetryAfterSeconds;
        return page.AnswerAsync(status, "Not now", $"<p>{why}</p><p><a href=\"{page.At($"/endpoints/{page.Id}/replay")}\">Back</a></p>");
    }

    private static async Task<Html> EstimateAsync(PortalPage page, RedeliveryRequest request)
    {
        if (await page.Endpoints.EstimateRedeliveryAsync(page.Session.Tenant, request, page.Cancellation)
            .ConfigureAwait(false) is not { Count: > 0 } found)
            return $"<p role=\"status\">There are none.</p>";
        var most = found.Count >= RedeliveryEstimate.MostCounted ? "At least " : "";
        return $"""
            <h2>What it would do</h2>
            <p role="status">{most}{found.Count} events are delivered again, beside new ones. The receiver may get some a second time: each
            keeps its id.</p>
            {page.Form($"/endpoints/{page.Id}/replay", $"""
                <input type="hidden" name="scope" value="{request.Scope.ToString()}">
                <input type="hidden" name="from" value="{request.From.ToString("O", CultureInfo.InvariantCulture)}">
                <p><button>Deliver them again</button></p>
                """)}
            """;
    }

    private static Html Jobs(PortalPage page, IReadOnlyList<RedeliveryJob> jobs) => $"""
        <h2>What was begun</h2>
        <div class="wide" role="region" aria-label="What was begun" tabindex="0"><table><caption>The latest first</caption>
        <thead><tr><th scope="col">Begun</th><th scope="col">Which events</th><th scope="col">Published from</th>
        <th scope="col">Put among what waits</th><th scope="col">State</th></tr></thead><tbody>
        {jobs.Select(job => (Html)$"""
            <tr><th scope="row">{EndpointPages.Time(job.StartedAt)}</th>
            <td>{(job.Scope == RedeliveryScope.DeadLetters ? "Those that were given up" : "All")}</td>
            <td>{EndpointPages.Time(job.From)}</td>
            <td>{job.Added}</td><td>{State(page, job)}</td></tr>
            """)}
        </tbody></table></div>
        """;

    private static Html State(PortalPage page, RedeliveryJob job) => job switch
    {
        { EndedAt: null } => $"""
            <span class="state waits">Under way</span>
            {page.Form($"/endpoints/{page.Id}/replay/{job.Id}/stop", $"<button class=\"link\">Stop it</button>")}
            """,
        { IsCancelled: true } => $"<span class=\"state bad\">Stopped</span>",
        _ => $"<span class=\"state good\">Ended</span>",
    };

    private static Html? Selected(bool isSo) => isSo ? (Html)$" selected" : null;

    private static RedeliveryRequest? Request(PortalPage page, string? scope, string? span, string? from)
    {
        if (scope is null)
            return null;
        var chosen = scope == nameof(RedeliveryScope.Everything) ? RedeliveryScope.Everything : Given;
        var now = page.Context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        if (DateTimeOffset.TryParseExact(from, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var begin) && begin <= now)
            return new RedeliveryRequest(page.Id, chosen, begin);
        return Spans.FirstOrDefault(each => each.Value == span) is { Value: { } } found
            ? new RedeliveryRequest(page.Id, chosen, now - found.Span) : null;
    }
}
