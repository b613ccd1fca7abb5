using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
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

    public static Task AskAsync(PortalPage page) => EndpointPages.WithAsync(page, async endpoint =>
    {
        var query = page.Context.Request.Query;
        Html? estimate = null;
        if (Request(page, query["scope"], query["span"], query["from"]) is { } request)
            estimate = await EstimateAsync(page, request).ConfigureAwait(false);
        await page.AnswerAsync(StatusCodes.Status200OK, "Deliver again", $"""
            <p><a href="{page.At($"/endpoints/{endpoint.Id}")}">{endpoint.Settings.Description ?? endpoint.Settings.Url}</a></p>
            <form method="get" action="{page.At($"/endpoints/{endpoint.Id}/replay")}">
            <p class="field"><label for="scope">Which events</label> <select id="scope" name="scope">
            <option value="DeadLetters">Those that were given up</option>
            <option value="Everything"{Selected(query["scope"] == nameof(RedeliveryScope.Everything))}>All, also those that were delivered</option></select></p>
            <p class="field"><label for="span">Published in</label> <select id="span" name="span">
            {Spans.Select(each =>
                (Html)$"<option value=\"{each.Value}\"{Selected(query["span"] == each.Value)}>{each.Text}</option>")}</select></p>
            <p><button>See what it would do</button></p></form>
            {estimate}
            """).ConfigureAwait(false);
    });

    public static Task StartAsync(PortalPage page) => EndpointPages.WithAsync(page, async _ =>
    {
        if (Request(page, page.Field("scope"), null, page.Field("from")) is not { } request)
        {
            page.Redirect($"/endpoints/{page.Id}/replay");
            return;
        }
        try
        {
            if (await Redelivery(page).StartAsync(request, page.Cancellation).ConfigureAwait(false) is null)
                await page.NotFoundAsync().ConfigureAwait(false);
            else
                page.Redirect($"/endpoints/{page.Id}?done=replay");
        }
        catch (RedeliveryLimitException)
        {
            await page.AnswerAsync(
                StatusCodes.Status409Conflict, "Not now", $"<p>Events are being delivered again already. Try when that has ended.</p>")
                .ConfigureAwait(false);
        }
    });

    private static async Task<Html> EstimateAsync(PortalPage page, RedeliveryRequest request)
    {
        if (await Redelivery(page).EstimateAsync(request, page.Cancellation).ConfigureAwait(false) is not { Count: > 0 } found)
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

    private static IOutboxRedelivery Redelivery(PortalPage page) => page.Context.RequestServices.GetRequiredService<IOutboxRedelivery>();
}
