using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Platform.Errors.AspNetCore;

/// <summary>
/// The request that failed, for the log: its method, route and path. Both are a stranger's text: a method that HTTP does not know is <c>_OTHER</c> as in the
/// semantic conventions, and a path is percent-encoded, so that there is no character in it that could end a line. The query stays out: secrets stand there.
/// </summary>
internal static class RequestOrigins
{
    private const int LongestPath = 256;

    public static RequestOrigin Of(HttpContext context)
    {
        var request = context.Request;
        // Of what is left behind a cut nothing would be seen, so it need not be encoded; encoding makes nothing shorter.
        var path = Cut(new PathString(Cut(request.PathBase.Value)).ToUriComponent() + new PathString(Cut(request.Path.Value)).ToUriComponent());
        return new RequestOrigin(MethodOf(request.Method), (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText, path ?? "");
    }

    private static string? Cut(string? path) => path is { Length: > LongestPath } ? string.Concat(path.AsSpan(0, LongestPath), "…") : path;

    private static string MethodOf(string method) => HttpMethods.GetCanonicalizedValue(method) switch
    {
        ("GET" or "HEAD" or "POST" or "PUT" or "DELETE" or "CONNECT" or "OPTIONS" or "TRACE" or "PATCH") and var known => known,
        _ => "_OTHER",
    };
}
