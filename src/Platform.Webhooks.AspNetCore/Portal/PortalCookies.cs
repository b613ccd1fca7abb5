using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Platform.Webhooks.AspNetCore.Portal;

/// <summary>The cookies of the portal: out of reach of scripts and of other paths.</summary>
internal static class PortalCookies
{
    private const string Session = "webhook-portal";

    /// <summary>A name of its own: in a frame of the same site both are sent, and each is for its place.</summary>
    private const string FramedSession = "webhook-portal-framed";

    private const string Asked = "webhook-portal-asked";

    /// <summary>Set by the portal's own script, since what a script fetches does not say that it stands in a frame.</summary>
    private const string FramedHeader = "Portal-Framed";

    /// <summary>Whether the request is made in a frame in which the portal may stand.</summary>
    public static bool IsFramed(HttpContext context) =>
        Options(context).FrameAncestors is not []
        && (context.Request.Headers["Sec-Fetch-Dest"] is ["iframe"] or ["frame"] || context.Request.Headers[FramedHeader] is ["1"]);

    public static PlatformWebhooksPortalOptions Options(HttpContext context) =>
        context.RequestServices.GetRequiredService<IOptions<PlatformWebhooksPortalOptions>>().Value;

    public static string? ReadSession(HttpContext context) => context.Request.Cookies[IsFramed(context) ? FramedSession : Session];

    public static void WriteSession(HttpContext context, string prefix, string value, TimeSpan lifetime)
    {
        if (IsFramed(context))
            context.Response.Cookies.Append(FramedSession, value, FramedOptions(context, prefix, lifetime));
        else
            context.Response.Cookies.Append(Session, value, Options(context, prefix, SameSiteMode.Lax, lifetime));
    }

    /// <summary>By one that is over at once: to be deleted it must be partitioned as it was.</summary>
    public static void DropSession(HttpContext context, string prefix) => WriteSession(context, prefix, "", TimeSpan.Zero);

    public static string? ReadAsked(HttpContext context) => context.Request.Cookies[Asked];

    /// <summary>Never with a request that another site has begun.</summary>
    public static void WriteAsked(HttpContext context, string prefix, string value, TimeSpan lifetime) =>
        context.Response.Cookies.Append(Asked, value, Options(context, prefix, SameSiteMode.Strict, lifetime));

    /// <summary>
    /// Lax and not strict: who comes by a link from another site, and is sent on, would not have it at once. What changes something is a
    /// form, which has to be one of the session.
    /// </summary>
    private static CookieOptions Options(HttpContext context, string prefix, SameSiteMode sameSite, TimeSpan lifetime) => new()
    {
        HttpOnly = true,
        SameSite = sameSite,
        Secure = context.Request.IsHttps,
        Path = context.Request.PathBase.Add(prefix),
        MaxAge = lifetime,
        IsEssential = true,
    };

    private static CookieOptions FramedOptions(HttpContext context, string prefix, TimeSpan lifetime)
    {
        var options = Options(context, prefix, SameSiteMode.None, lifetime);
        // Browsers take such a cookie no other way.
        options.Secure = true;
        options.Extensions.Add("Partitioned");
        return options;
    }
}
