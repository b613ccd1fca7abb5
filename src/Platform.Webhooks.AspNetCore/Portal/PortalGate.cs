using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.Webhooks.Endpoints;

namespace Platform.Webhooks.AspNetCore.Portal;

/// <summary>Who gets in, and what every answer of the portal has.</summary>
internal static class PortalGate
{
    public const string FormField = "form";

    private const string Cookie = "webhook-portal";
    private const long MostBytes = 64 * 1024;

    /// <summary>
    /// Nothing but what this origin serves as a file: no script and no style in a page, whatever a stranger has managed to write into it.
    /// </summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        + "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types webhook-portal";

    /// <summary>Exchanges a link for a cookie. The link is in no page, no referrer and no history of the portal itself.</summary>
    public static Task EnterAsync(HttpContext context, string prefix)
    {
        Harden(context);
        var seals = context.RequestServices.GetRequiredService<PortalSeals>();
        var page = new PortalPage(context, prefix, null);
        if (seals.OpenLink(context.Request.Query["link"]) is not { } link)
            return page.AnswerAsync(StatusCodes.Status403Forbidden, "This link is not good", Messages.NotIn);
        var lifetime = context.RequestServices.GetRequiredService<IOptions<PlatformWebhooksPortalOptions>>().Value.SessionLifetime;
        context.Response.Cookies.Append(Cookie, seals.Begin(link, lifetime), CookieOptions(context, prefix, lifetime));
        page.Redirect($"/");
        return Task.CompletedTask;
    }

    public static Task LeaveAsync(PortalPage page)
    {
        page.Context.Response.Cookies.Delete(Cookie, CookieOptions(page.Context, page.Prefix, null));
        return page.Left().AnswerAsync(StatusCodes.Status200OK, "You have left", $"<p>Open a new link to come back.</p>");
    }

    /// <summary>Nobody without a session sees a page, and no form counts that was not made for it.</summary>
    public static async Task GuardAsync(HttpContext context, string prefix, Func<PortalPage, Task> answer)
    {
        Harden(context);
        var seals = context.RequestServices.GetRequiredService<PortalSeals>();
        var page = new PortalPage(context, prefix, seals.OpenSession(context.Request.Cookies[Cookie]));
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

    private static void Harden(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
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

    /// <summary>
    /// Lax and not strict: who comes by a link from another site, and is sent on, would not have it at once. What changes something is a
    /// form, which has to be one of the session.
    /// </summary>
    private static CookieOptions CookieOptions(HttpContext context, string prefix, TimeSpan? lifetime) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
        Path = context.Request.PathBase.Add(prefix),
        MaxAge = lifetime,
        IsEssential = true,
    };
}
