using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Platform.Webhooks.Endpoints;

namespace Platform.Webhooks.AspNetCore.Portal;

/// <summary>Who gets in, and what every answer of the portal has.</summary>
internal static class PortalGate
{
    public const string FormField = "form";

    private const long MostBytes = 64 * 1024;
    private static readonly TimeSpan AsksFor = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Nothing but what this origin serves as a file: no script and no style in a page, whatever a stranger has managed to write into it.
    /// </summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        + "require-trusted-types-for 'script'; trusted-types webhook-portal; frame-ancestors ";

    /// <summary>Exchanges a link for a cookie. The link is in no page, no referrer and no history of the portal itself.</summary>
    public static Task EnterAsync(HttpContext context, string prefix)
    {
        Harden(context);
        var seals = context.RequestServices.GetRequiredService<PortalSeals>();
        if (seals.OpenLink(context.Request.Query["link"]) is not { } link)
            return RefuseAsync(context, prefix);
        var session = seals.OpenSession(PortalCookies.ReadSession(context));
        // A frame is of a page that may hold it, which the page of a stranger may not.
        if (!PortalCookies.IsFramed(context)
            && (context.Request.Headers["Sec-Fetch-Site"] is ["cross-site"] || (session is not null && session.Tenant != link.Tenant)))
            return AskAsync(context, prefix, PortalSeals.Ask(link), session);
        Begin(context, prefix, link);
        return Task.CompletedTask;
    }

    /// <summary>Who was asked, and goes on.</summary>
    public static async Task EnterAskedAsync(HttpContext context, string prefix)
    {
        Harden(context);
        var seals = context.RequestServices.GetRequiredService<PortalSeals>();
        if (seals.OpenAsked(PortalCookies.ReadAsked(context)) is not { } asked
            || !await IsFormAsync(context, seals, asked).ConfigureAwait(false))
        {
            await RefuseAsync(context, prefix).ConfigureAwait(false);
            return;
        }
        PortalCookies.WriteAsked(context, prefix, "", TimeSpan.Zero);
        Begin(context, prefix, asked);
    }

    public static Task LeaveAsync(PortalPage page)
    {
        PortalCookies.DropSession(page.Context, page.Prefix);
        return page.Left().AnswerAsync(StatusCodes.Status200OK, "You have left", $"<p>Open a new link to come back.</p>");
    }

    /// <summary>Nobody without a session sees a page, and no form counts that was not made for it.</summary>
    public static async Task GuardAsync(HttpContext context, string prefix, Func<PortalPage, Task> answer)
    {
        Harden(context);
        var seals = context.RequestServices.GetRequiredService<PortalSeals>();
        var page = new PortalPage(context, prefix, seals.OpenSession(PortalCookies.ReadSession(context)));
        if (page.MaybeSession is not { } session)
        {
            await page.AnswerAsync(StatusCodes.Status401Unauthorized, "You are not in", Messages.NotIn).ConfigureAwait(false);
            return;
        }
        if (HttpMethods.IsPost(context.Request.Method) && !await IsFormAsync(context, seals, session).ConfigureAwait(false))
        {
            await page.AnswerAsync(
                StatusCodes.Status400BadRequest, "Nothing was changed",
                $"<p>This form was not made for you, or is too old. Go back, load the page again, and try once more.</p>")
                .ConfigureAwait(false);
            return;
        }
        try
        {
            await answer(page).ConfigureAwait(false);
        }
        catch (WebhookEndpointConflictException)
        {
            await page.AnswerAsync(
                StatusCodes.Status409Conflict, "Somebody else was faster",
                $"<p>This endpoint was changed meanwhile, and nothing of yours was done. Look at it as it is now, and try again.</p>")
                .ConfigureAwait(false);
        }
        catch (WebhookEndpointLimitException limit)
        {
            if (limit.RetryAfter is { } wait)
                context.Response.Headers.RetryAfter = ((long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            var status = limit.RetryAfter is null ? StatusCodes.Status409Conflict : StatusCodes.Status429TooManyRequests;
            await page.AnswerAsync(status, "Not now", $"<p>{limit.Message}</p>").ConfigureAwait(false);
        }
        catch (WebhookSecretsUnavailableException)
        {
            await page.AnswerAsync(
                StatusCodes.Status503ServiceUnavailable, "Not now",
                $"<p>The secrets of this endpoint cannot be opened at the moment. Nothing was changed. Try again in a minute.</p>")
                .ConfigureAwait(false);
        }
    }

    private static void Begin(HttpContext context, string prefix, PortalSession link)
    {
        var lifetime = PortalCookies.Options(context).SessionLifetime;
        var seals = context.RequestServices.GetRequiredService<PortalSeals>();
        PortalCookies.WriteSession(context, prefix, seals.Begin(link, lifetime), lifetime);
        new PortalPage(context, prefix, null).Redirect($"/");
    }

    private static Task RefuseAsync(HttpContext context, string prefix) => new PortalPage(context, prefix, null)
        .AnswerAsync(StatusCodes.Status403Forbidden, "This link is not good", Messages.NotIn);

    /// <summary>
    /// Whoever was sent here by another site, or is in for another tenant, says first that he means it: else a stranger could have him make
    /// receivers, and enter what is his, in the stranger's own portal.
    /// </summary>
    private static Task AskAsync(HttpContext context, string prefix, PortalSession asked, PortalSession? session)
    {
        var seals = context.RequestServices.GetRequiredService<PortalSeals>();
        PortalCookies.WriteAsked(context, prefix, seals.Asked(asked), AsksFor);
        var page = new PortalPage(context, prefix, asked).Left();
        Html? leaving = session is null || session.Tenant == asked.Tenant ? null : (Html)$"""
            <p>You look after those of <strong>{session.Tenant}</strong> now, which ends with it, in all tabs.
            <a href="{page.At($"/")}">Stay there</a></p>
            """;
        return page.AnswerAsync(StatusCodes.Status200OK, "Whose webhooks do you want to look after?", $"""
            <p>This link leads to the webhooks of <strong>{asked.Tenant}</strong>. Go on if you have expected that; if you have not,
            somebody wants you to enter something there that is yours.</p>{leaving}
            {page.Form($"/enter", $"<p><button>Go on as {asked.Tenant}</button></p>")}
            """);
    }

    private static void Harden(HttpContext context)
    {
        var headers = context.Response.Headers;
        var ancestors = PortalCookies.Options(context).FrameAncestors;
        headers.ContentSecurityPolicy = ContentSecurityPolicy + (ancestors is [] ? "'none'" : string.Join(' ', ancestors));
        // It knows one origin at most, and browsers that know the policy heed that.
        if (ancestors is [])
            headers.XFrameOptions = "DENY";
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    private static async Task<bool> IsFormAsync(HttpContext context, PortalSeals seals, PortalSession session)
    {
        if (!context.Request.HasFormContentType || context.Request.Headers["Sec-Fetch-Site"] is ["cross-site"] or ["same-site"])
            return false;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = MostBytes;
        try
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
            return seals.IsFormOf(session, form[FormField]);
        }
        catch (Exception failure) when (failure is InvalidDataException or BadHttpRequestException)
        {
            return false;
        }
    }
}
