using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.Webhooks.Endpoints;

namespace Platform.Webhooks.AspNetCore.Portal;

/// <summary>A request for a page, and how one is made: landmarks, a title, a link past the navigation, and one first heading.</summary>
internal sealed class PortalPage(HttpContext context, string prefix, PortalSession? session)
{
    private bool _hasLeft;

    public HttpContext Context => context;

    public string Prefix => prefix;

    public PortalSession? MaybeSession => session;

    public PortalSession Session => session ?? throw new InvalidOperationException("Nobody is in.");

    public IWebhookEndpoints Endpoints => context.RequestServices.GetRequiredService<IWebhookEndpoints>();

    public CancellationToken Cancellation => context.RequestAborted;

    public string Id => (string)context.Request.RouteValues["id"]!;

    public EndpointReference Seen => new(Session.Tenant, Id, Version);

    public string? Field(string name) => context.Request.Form[name] is [{ } value, ..] ? value : null;

    private long Version =>
        long.TryParse(Field("version"), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : -1;

    /// <summary>An address of the portal, where every value is one segment.</summary>
    public string At(FormattableString path) => context.Request.PathBase.Add(prefix).Value + string.Format(
        CultureInfo.InvariantCulture, path.Format,
        [.. path.GetArguments().Select(static value =>
            UrlEncoder.Default.Encode(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""))]);

    public void Redirect(FormattableString path)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = At(path);
    }

    public PortalPage Left()
    {
        _hasLeft = true;
        return this;
    }

    public Task NotFoundAsync() => AnswerAsync(
        StatusCodes.Status404NotFound, "There is no such page",
        $"<p>It may have been deleted. <a href=\"{At($"/")}\">All endpoints</a></p>");

    /// <summary>A form that counts, since it says for whom it was made.</summary>
    public Html Form(FormattableString action, Html fields) => $"""
        <form method="post" action="{At(action)}">
        <input type="hidden" name="{PortalGate.FormField}" value="{Seals.Form(Session):value}">{fields}</form>
        """;

    public Html Button(FormattableString action, RegisteredEndpoint endpoint, string text, string kind = "plain") => Form(
        action, $"""<input type="hidden" name="version" value="{endpoint.Version}"><button class="{kind}">{text}</button>""");

    public async Task AnswerAsync(int status, string title, Html content)
    {
        var name = context.RequestServices.GetRequiredService<IOptions<PlatformWebhooksPortalOptions>>().Value.Title;
        Html? said = Messages.Of(context.Request.Query["done"]) is { } text ? (Html)$"""<p class="done" role="status">{text}</p>""" : null;
        Html page = $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{title} – {name}</title>
            <link rel="stylesheet" href="{At($"/portal.css")}">
            <script src="{At($"/portal.js")}" defer></script>
            </head>
            <body>
            <a class="skip" href="#content">Skip to content</a>
            <header><p class="name">{name}{(session is null ? null : (Html)$"<br><small>for {session.Tenant}</small>")}</p>{Navigation()}</header>
            <main id="content" tabindex="-1">
            <h1>{title}</h1>
            {said}{content}
            </main>
            </body>
            </html>
            """;
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(page.ToString(), context.RequestAborted).ConfigureAwait(false);
    }

    private PortalSeals Seals => context.RequestServices.GetRequiredService<PortalSeals>();

    private Html? Navigation() => session is null || _hasLeft ? null : (Html)$"""
        <nav aria-label="Portal"><ul>
        <li><a href="{At($"/")}">Endpoints</a></li>
        <li><a href="{At($"/types")}">Event types</a></li>
        <li>{Form($"/leave", $"<button class=\"link\">Leave</button>")}</li>
        </ul></nav>
        """;
}
