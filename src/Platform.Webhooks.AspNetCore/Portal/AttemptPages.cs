using System.Globalization;
using Microsoft.AspNetCore.Http;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.AspNetCore.Portal;

/// <summary>
/// The latest attempts. What a stranger has answered is shown as text, never as what it says that it is, and never by itself: it is no
/// page, no file and no picture of this origin.
/// </summary>
internal static class AttemptPages
{
    private const int MostListed = 50;

    public static Task ListAsync(PortalPage page) => EndpointPages.WithAsync(page, async endpoint =>
    {
        var before = Number((string?)page.Context.Request.Query["before"]);
        var found = await page.Endpoints
            .ListAttemptsAsync(page.Session.Tenant, endpoint.Id, before, MostListed, page.Cancellation).ConfigureAwait(false) ?? [];
        // Only the first page moves.
        Html? live = before is null ? (Html)$" data-live=\"5\"" : null;
        await page.AnswerAsync(StatusCodes.Status200OK, "Attempts", $"""
            <p><a href="{page.At($"/endpoints/{endpoint.Id}")}">{endpoint.Settings.Description ?? endpoint.Settings.Url}</a></p>
            <p class="row"><a class="button" href="{page.At($"/endpoints/{endpoint.Id}/attempts")}">Look again</a></p>
            <div id="live"{live}>
            {(found is [] ? (Html)$"<p>There are none.</p>" : Table(page, endpoint.Id, found))}
            {(found.Count < MostListed ? null : (Html)$"""
                <p><a href="{page.At($"/endpoints/{endpoint.Id}/attempts")}?before={found[^1].Number}">Older attempts</a></p>
                """)}
            </div>
            """).ConfigureAwait(false);
    });

    public static Task ShowAsync(PortalPage page) => EndpointPages.WithAsync(page, async endpoint =>
    {
        var number = Number((string?)page.Context.Request.RouteValues["number"]) ?? 0;
        var found = number is <= 0 or long.MaxValue ? null : await page.Endpoints
            .ListAttemptsAsync(page.Session.Tenant, endpoint.Id, number + 1, 1, page.Cancellation).ConfigureAwait(false);
        if (found is not [var attempt] || attempt.Number != number)
        {
            await page.NotFoundAsync().ConfigureAwait(false);
            return;
        }
        await page.AnswerAsync(StatusCodes.Status200OK, "Attempt", $"""
            <p><a href="{page.At($"/endpoints/{endpoint.Id}/attempts")}">All attempts</a></p>
            <dl>
            <dt>Event</dt><dd><code>{attempt.MessageId}</code></dd>
            <dt>Type</dt><dd>{attempt.Type}</dd>
            <dt>Attempt</dt><dd>{attempt.Attempt}</dd>
            <dt>Ended</dt><dd>{EndpointPages.Time(attempt.At)}</dd>
            <dt>Took</dt><dd>{Milliseconds(attempt)}</dd>
            <dt>Came to</dt><dd>{Outcome(attempt)}</dd>
            </dl>
            {Body("What was sent", "request", attempt.Request, attempt.RequestLength)}
            {Body("What was answered", "answer", attempt.Answer, null)}
            """).ConfigureAwait(false);
    });

    private static Html Table(PortalPage page, string id, IReadOnlyList<KeptAttempt> attempts) => $"""
        <div class="wide" role="region" aria-label="Attempts" tabindex="0"><table><caption>The latest first</caption>
        <thead><tr><th scope="col">Ended</th><th scope="col">Type</th><th scope="col">Attempt</th><th scope="col">Came to</th>
        <th scope="col">Took</th></tr></thead>
        <tbody>{attempts.Select(each => (Html)$"""
            <tr><th scope="row"><a href="{page.At($"/endpoints/{id}/attempts/{each.Number}")}">{EndpointPages.Time(each.At)}</a></th>
            <td>{each.Type}</td><td>{each.Attempt}</td><td>{Outcome(each)}</td><td>{Milliseconds(each)}</td></tr>
            """)}</tbody></table></div>
        """;

    private static Html Body(string title, string id, ReadOnlyMemory<byte> bytes, int? length)
    {
        var whole = length is { } all && all > bytes.Length
            ? $"The first {bytes.Length} of {all} bytes."
            : $"{bytes.Length} bytes, in text. What cannot be seen is written out, as [U+202E].";
        return $"""
            <h2 id="{id}">{title}</h2><p class="hint">{whole}</p>
            <pre tabindex="0" role="region" aria-labelledby="{id}"><code>{Readable(bytes)}</code></pre>
            """;
    }

    /// <summary>JSON in lines of its own, where it is whole.</summary>
    private static string Readable(ReadOnlyMemory<byte> bytes) => bytes.IsEmpty ? "(nothing)"
        : IndentedJson.TryWrite(bytes) is { } json ? json : System.Text.Encoding.UTF8.GetString(bytes.Span);

    private static Html Outcome(KeptAttempt attempt)
    {
        var status = attempt.Status is { } number ? string.Create(CultureInfo.InvariantCulture, $", {number}") : "";
        return attempt.Outcome == WebhookOutcome.Delivered
            ? $"<span class=\"state good\">Delivered{status}</span>"
            : (Html)$"<span class=\"state bad\">{Words(attempt.Outcome)}{status}</span>";
    }

    private static string Words(WebhookOutcome outcome) => outcome switch
    {
        WebhookOutcome.Gone => "Gone",
        WebhookOutcome.Throttled => "Throttled",
        WebhookOutcome.Rejected => "Rejected",
        WebhookOutcome.TimedOut => "Timed out",
        WebhookOutcome.NotReached => "Not reached",
        WebhookOutcome.DestinationRefused => "Address not allowed",
        _ => "Not tried",
    };

    private static string Milliseconds(KeptAttempt attempt) =>
        string.Create(CultureInfo.InvariantCulture, $"{attempt.Duration.TotalMilliseconds:0} ms");

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
