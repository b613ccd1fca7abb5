namespace CityDesk.Pages;

/// <summary>What browsers are told about the console: nothing from elsewhere, no script, in nobody's frame, in no cache.</summary>
internal static class ConsoleHeaders
{
    public const string ContentSecurityPolicy =
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>A year: the address of a file changes with its content.</summary>
    private const string CacheForGood = "public, max-age=31536000, immutable";

    public static Task OnPages(HttpContext context, RequestDelegate next)
    {
        // At the last moment, because the error pages begin by clearing what was set before them.
        context.Response.OnStarting(static state =>
        {
            var headers = ((HttpContext)state).Response.Headers;
            headers.ContentSecurityPolicy = ContentSecurityPolicy;
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "same-origin";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
            headers.CacheControl = "no-store";
            return Task.CompletedTask;
        }, context);
        return next(context);
    }

    public static void OnFile(HttpContext context)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        context.Response.Headers.CacheControl = context.Request.Query.ContainsKey("v") ? CacheForGood : "public, max-age=3600";
    }
}
