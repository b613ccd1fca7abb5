using System.Globalization;
using Microsoft.AspNetCore.Http;
using Platform.Webhooks.Endpoints;

namespace Platform.Webhooks.AspNetCore.Portal;

/// <summary>Endpoints: seen, made, changed and deleted, by <see cref="IWebhookEndpoints"/>, as the API does it.</summary>
internal static class EndpointPages
{
    private const int MostListed = 100;

    public static async Task ListAsync(PortalPage page)
    {
        var after = (string?)page.Context.Request.Query["after"];
        var found = await page.Endpoints.ListAsync(page.Session.Tenant, after, MostListed, page.Cancellation).ConfigureAwait(false);
        Html content = found is [] && after is null
            ? (Html)$"<p>There are no endpoints yet.</p>"
            : (Html)$"""
                <div class="wide" role="region" aria-label="Endpoints" tabindex="0"><table><caption>Where your events are sent</caption>
                <thead><tr><th scope="col">Endpoint</th><th scope="col">State</th><th scope="col">Types</th></tr></thead><tbody>
                {found.Select(each => (Html)$"""
                    <tr><th scope="row"><a href="{page.At($"/endpoints/{each.Id}")}">{each.Settings.Description ?? each.Settings.Url}</a>
                    {(each.Settings.Description is null ? null : (Html)$"<br><span class=\"hint\">{each.Settings.Url}</span>")}</th>
                    <td>{State(each.State)}</td><td>{string.Join(", ", each.Settings.Types)}</td></tr>
                    """)}
                </tbody></table></div>
                {(found.Count < MostListed ? null : (Html)$"<p><a href=\"{page.At($"/")}?after={found[^1].Id}\">More endpoints</a></p>")}
                """;
        await page.AnswerAsync(StatusCodes.Status200OK, "Endpoints", $"""
            <p><a class="button" href="{page.At($"/new")}">Add an endpoint</a></p>{content}
            """).ConfigureAwait(false);
    }

    public static Task NewAsync(PortalPage page) => AskAsync(page, null, null);

    public static async Task CreateAsync(PortalPage page)
    {
        var settings = SettingsForm.Read(page.Context.Request.Form);
        try
        {
            var issued = await page.Endpoints
                .CreateAsync(page.Session.Tenant, settings, page.Session.By, page.Cancellation).ConfigureAwait(false);
            await ShowSecretAsync(page, issued, "The endpoint was added").ConfigureAwait(false);
        }
        catch (WebhookEndpointRefusedException refusal)
        {
            await AskAsync(page, settings, refusal).ConfigureAwait(false);
        }
    }

    public static Task ShowAsync(PortalPage page) => WithAsync(page, endpoint => page.AnswerAsync(StatusCodes.Status200OK, "Endpoint", $"""
        <dl>
        <dt>URL</dt><dd>{endpoint.Settings.Url}</dd>
        <dt>Description</dt><dd>{endpoint.Settings.Description ?? "None"}</dd>
        <dt>State</dt><dd>{State(endpoint.State)} <span class="hint">{Explain(endpoint.State)}</span></dd>
        <dt>Types</dt><dd>{string.Join(", ", endpoint.Settings.Types)}</dd>
        <dt>Channels</dt><dd>{(endpoint.Settings.Channels is [] ? "All" : string.Join(", ", endpoint.Settings.Channels))}</dd>
        <dt>At once</dt><dd>{endpoint.Settings.Concurrency}</dd>
        <dt>In a second</dt><dd>{endpoint.Settings.PerSecond?.ToString(CultureInfo.InvariantCulture) ?? "No limit"}</dd>
        <dt>Payload</dt><dd>{(endpoint.Settings.IsThin ? "What an event is about" : "The whole event")}</dd>
        <dt>Changed</dt><dd>{Time(endpoint.ChangedAt)}</dd>
        </dl>
        <p class="row"><a class="button" href="{page.At($"/endpoints/{endpoint.Id}/attempts")}">Attempts</a>
        <a class="button" href="{page.At($"/endpoints/{endpoint.Id}/edit")}">Change</a>
        <a class="button" href="{page.At($"/endpoints/{endpoint.Id}/replay")}">Deliver again</a></p>
        {EndpointSteps.Write(page, endpoint)}
        <h2>Delete</h2>
        <p><a class="button danger" href="{page.At($"/endpoints/{endpoint.Id}/delete")}">Delete this endpoint</a></p>
        """));

    public static Task EditAsync(PortalPage page) =>
        WithAsync(page, endpoint => AskChangeAsync(page, endpoint.Version, endpoint.Settings, null));

    public static async Task ChangeAsync(PortalPage page)
    {
        var settings = SettingsForm.Read(page.Context.Request.Form);
        try
        {
            if (await page.Endpoints.ChangeAsync(page.Seen, settings, page.Session.By, page.Cancellation).ConfigureAwait(false) is null)
                await page.NotFoundAsync().ConfigureAwait(false);
            else
                page.Redirect($"/endpoints/{page.Id}?done=changed");
        }
        catch (WebhookEndpointRefusedException refusal)
        {
            await AskChangeAsync(page, page.Seen.Version ?? 0, settings, refusal).ConfigureAwait(false);
        }
    }

    public static Task AskDeleteAsync(PortalPage page) => WithAsync(page, endpoint => page.AnswerAsync(
        StatusCodes.Status200OK, "Delete this endpoint?", $"""
        <p>{endpoint.Settings.Url}</p>
        <p>All that waits for it is deleted too, and so are its attempts. This cannot be undone.</p>
        {page.Form($"/endpoints/{endpoint.Id}/delete", $"""
            <input type="hidden" name="version" value="{endpoint.Version}">
            <p class="choice"><input type="checkbox" id="sure" name="sure" value="true" required>
            <label for="sure">I mean this endpoint</label></p>
            <p class="row"><button class="danger">Delete it</button>
            <a class="button" href="{page.At($"/endpoints/{endpoint.Id}")}">Keep it</a></p>
            """)}
        """));

    public static async Task DeleteAsync(PortalPage page)
    {
        if (page.Field("sure") != "true")
            page.Redirect($"/endpoints/{page.Id}/delete");
        else if (await page.Endpoints.DeleteAsync(page.Seen, page.Session.By, page.Cancellation).ConfigureAwait(false))
            page.Redirect($"/?done=deleted");
        else
            await page.NotFoundAsync().ConfigureAwait(false);
    }

    /// <summary>Only ever in the answer to a form, which no history and no cache keeps.</summary>
    public static Task ShowSecretAsync(PortalPage page, IssuedEndpoint issued, string title) => page.AnswerAsync(
        StatusCodes.Status200OK, title, $"""
        <p>This is its secret, by which you verify what it is sent. <strong>It is shown this once:</strong> copy it now.</p>
        <p class="field"><label for="secret">Secret</label>
        <input id="secret" class="secret" readonly value="{issued.Secret.Export():value}"></p>
        <p><a class="button" href="{page.At($"/endpoints/{issued.Endpoint.Id}")}">I have copied it</a></p>
        """);

    public static async Task WithAsync(PortalPage page, Func<RegisteredEndpoint, Task> answer)
    {
        var found = await page.Endpoints.FindAsync(page.Session.Tenant, page.Id, page.Cancellation).ConfigureAwait(false);
        await (found is null ? page.NotFoundAsync() : answer(found)).ConfigureAwait(false);
    }

    public static Html Time(DateTimeOffset at)
    {
        var text = at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        return $"<time datetime=\"{text.Replace(' ', 'T')}Z\">{text} UTC</time>";
    }

    /// <summary>A word, and a colour that says no more than the word.</summary>
    private static Html State(WebhookEndpointState state) => state switch
    {
        WebhookEndpointState.Unconfirmed => $"<span class=\"state waits\">Not confirmed</span>",
        WebhookEndpointState.Active => $"<span class=\"state good\">Active</span>",
        WebhookEndpointState.Paused => $"<span class=\"state waits\">Paused</span>",
        WebhookEndpointState.Disabled => $"<span class=\"state bad\">Disabled</span>",
        _ => $"<span class=\"state bad\">Barred</span>",
    };

    private static string Explain(WebhookEndpointState state) => state switch
    {
        WebhookEndpointState.Unconfirmed => "Nothing is sent before whoever is there has answered a challenge.",
        WebhookEndpointState.Active => "It gets what is published.",
        WebhookEndpointState.Paused => "What is published waits.",
        WebhookEndpointState.Disabled => "It has failed for days. What is published waits until you resume it.",
        _ => "We have disabled it, and what is published waits. Ask us to enable it.",
    };

    private static Task AskAsync(
        PortalPage page, WebhookEndpointSettings? settings, WebhookEndpointRefusedException? refusal) => page.AnswerAsync(
        refusal is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity, "Add an endpoint",
        page.Form($"/new", $"{SettingsForm.Write(page, settings, refusal)}<p class=\"row\"><button>Add it</button></p>"));

    private static Task AskChangeAsync(
        PortalPage page, long version, WebhookEndpointSettings settings, WebhookEndpointRefusedException? refusal) => page.AnswerAsync(
        refusal is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity, "Change the endpoint",
        $"""
        <p>With another URL it has to be confirmed anew, and what is published waits until then.</p>
        {page.Form($"/endpoints/{page.Id}/edit", $"""
            <input type="hidden" name="version" value="{version}">{SettingsForm.Write(page, settings, refusal)}
            <p class="row"><button>Save</button> <a class="button" href="{page.At($"/endpoints/{page.Id}")}">Leave it as it is</a></p>
            """)}
        """);
}
