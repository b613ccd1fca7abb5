using CityDesk.Domain;
using Microsoft.Net.Http.Headers;
using Platform.Errors.AspNetCore;

namespace CityDesk.Api;

/// <summary>
/// Keeps other sites from acting through a signed-in browser. Three walls, each enough alone: the session cookie is
/// SameSite; a body of <c>application/json</c>, the only one that binds, needs a CORS preflight from another origin, which
/// nobody here answers; and what a browser says about the origin of a call is believed. A tool outside a browser sends
/// neither header, and carries no cookie that it was not given on purpose.
/// </summary>
internal static class SameOriginOnly
{
    public static ValueTask<object?> FilterAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        IsSameOrigin(context.HttpContext.Request) ? next(context) : ValueTask.FromResult<object?>(DeskErrors.CrossSiteCall().ToHttpResult());

    public static bool IsSameOrigin(HttpRequest request)
    {
        // "none" is a person at the address bar. "same-site" is another subdomain, which need not be ours.
        if (request.Headers["Sec-Fetch-Site"] is { Count: > 0 } site)
            return site is ["same-origin"] or ["none"];
        return request.Headers[HeaderNames.Origin] is not { Count: > 0 } origin
            || (origin is [{ } only] && string.Equals(only, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase));
    }
}
