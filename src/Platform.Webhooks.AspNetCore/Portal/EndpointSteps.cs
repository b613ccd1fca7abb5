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

    public static async Task ConfirmAsync(PortalPage page)
    {
        var answer = await page.Endpoints.ConfirmAsync(page.Seen, page.Session.By, page.Cancellation).ConfigureAwait(false);
        await DoneAsync(page, answer is null ? null : answer.IsConfirmed ? "confirmed" : "unconfirmed").ConfigureAwait(false);
    }

    public static async Task PauseAsync(PortalPage page) =>
        await DoneAsync(page, await page.Endpoints.PauseAsync(page.Seen, page.Session.By, page.Cancellation).ConfigureAwait(false) is null ? null : "pause").ConfigureAwait(false);

    public static async Task ResumeAsync(PortalPage page) =>
        await DoneAsync(page, await page.Endpoints.ResumeAsync(page.Seen, page.Session.By, page.Cancellation).ConfigureAwait(false) is null ? null : "resume").ConfigureAwait(false);

    public static async Task SendTestAsync(PortalPage page)
    {
        if (await TestAsync(page).ConfigureAwait(false) is null)
            await page.NotFoundAsync().ConfigureAwait(false);
        else
            page.Redirect($"/endpoints/{page.Id}/attempts?done=test");
    }

    public static async Task RotateAsync(PortalPage page) => await IssuedAsync(
        page, await page.Endpoints.RotateSecretAsync(page.Seen, page.Session.By, page.Cancellation).ConfigureAwait(false), "The secret was rotated").ConfigureAwait(false);

    public static async Task RevokeAsync(PortalPage page) => await IssuedAsync(
        page, await page.Endpoints.RevokeSecretsAsync(page.Seen, page.Session.By, page.Cancellation).ConfigureAwait(false), "All secrets were revoked").ConfigureAwait(false);

    private static Task DoneAsync(PortalPage page, string? done)
    {
        if (done is null)
            return page.NotFoundAsync();
        page.Redirect($"/endpoints/{page.Id}?done={done}");
        return Task.CompletedTask;
    }

    private static Task IssuedAsync(PortalPage page, IssuedEndpoint? issued, string title) =>
        issued is null ? page.NotFoundAsync() : EndpointPages.ShowSecretAsync(page, issued, title);

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
