using Microsoft.Extensions.DependencyInjection;
using Platform.Webhooks.Catalog;
using Platform.Webhooks.Endpoints;

namespace Platform.Webhooks.AspNetCore.Portal;

/// <summary>What is done to an endpoint by a button.</summary>
internal static class EndpointSteps
{
    public static Html Write(PortalPage page, RegisteredEndpoint endpoint) => $"""
        <h2>Delivery</h2>
        <div class="row">
        {(endpoint.State == WebhookEndpointState.Unconfirmed
            ? page.Button($"/endpoints/{endpoint.Id}/confirm", endpoint, "Send the challenge") : null)}
        {(endpoint.State == WebhookEndpointState.Active ? page.Button($"/endpoints/{endpoint.Id}/pause", endpoint, "Pause") : null)}
        {(endpoint.State is WebhookEndpointState.Paused or WebhookEndpointState.Disabled
            ? page.Button($"/endpoints/{endpoint.Id}/resume", endpoint, "Resume") : null)}
        </div>
        {(endpoint.State == WebhookEndpointState.Unconfirmed ? null : Test(page, endpoint))}
        <h2>Secrets</h2>
        <ul>{endpoint.Keys.Select(static key => (Html)$"""
            <li><code>{key.Id}</code>, {(key.Until is { } until ? (Html)$"signs until {EndpointPages.Time(until)}" : (Html)$"in use")}</li>
            """)}</ul>
        <p>After a rotation the secret before signs beside the new one for a while. Where one has leaked, revoke it: then the new one
        signs alone.</p>
        <div class="row">
        {page.Button($"/endpoints/{endpoint.Id}/rotate", endpoint, "Rotate the secret")}
        {page.Button($"/endpoints/{endpoint.Id}/revoke", endpoint, "Revoke all secrets", "danger")}
        </div>
        """;

    public static async Task StepAsync(PortalPage page)
    {
        var step = (string)page.Context.Request.RouteValues["step"]!;
        var (endpoints, seen, by, token) = (page.Endpoints, page.Seen, page.Session.By, page.Cancellation);
        var done = step switch
        {
            "confirm" => await endpoints.ConfirmAsync(seen, by, token).ConfigureAwait(false) is { } answer
                ? answer.IsConfirmed ? "confirmed" : "unconfirmed" : null,
            "pause" => await endpoints.PauseAsync(seen, by, token).ConfigureAwait(false) is null ? null : step,
            "resume" => await endpoints.ResumeAsync(seen, by, token).ConfigureAwait(false) is null ? null : step,
            _ => await TestAsync(page).ConfigureAwait(false),
        };
        if (done is null)
            await page.NotFoundAsync().ConfigureAwait(false);
        else if (done == "test")
            page.Redirect($"/endpoints/{page.Id}/attempts?done=test");
        else
            page.Redirect($"/endpoints/{page.Id}?done={done}");
    }

    public static async Task IssueAsync(PortalPage page)
    {
        var isRotated = (string)page.Context.Request.RouteValues["step"]! == "rotate";
        var issued = isRotated
            ? await page.Endpoints.RotateSecretAsync(page.Seen, page.Session.By, page.Cancellation).ConfigureAwait(false)
            : await page.Endpoints.RevokeSecretsAsync(page.Seen, page.Session.By, page.Cancellation).ConfigureAwait(false);
        await (issued is null ? page.NotFoundAsync()
            : EndpointPages.ShowSecretAsync(page, issued, isRotated ? "The secret was rotated" : "All secrets were revoked"))
            .ConfigureAwait(false);
    }

    private static Html Test(PortalPage page, RegisteredEndpoint endpoint)
    {
        var types = page.Context.RequestServices.GetService<WebhookCatalog>()?.Types.Where(static type => type.Examples is not []) ?? [];
        return page.Form($"/endpoints/{endpoint.Id}/test", $"""
            <input type="hidden" name="version" value="{endpoint.Version}">
            <p class="field"><label for="type">Test event</label>
            <select id="type" name="type"><option value="">A test that says nothing</option>
            {types.Select(static type => (Html)$"<option value=\"{type.Type}\">{type.Type}, its example</option>")}</select>
            <button>Send it</button></p>
            """);
    }

    private static async Task<string?> TestAsync(PortalPage page)
    {
        try
        {
            var type = page.Field("type") is { Length: > 0 } named ? named : null;
            return await page.Endpoints.SendTestAsync(page.Seen, type, page.Cancellation).ConfigureAwait(false) is null ? null : "test";
        }
        catch (WebhookEndpointRefusedException)
        {
            return null;
        }
    }
}
