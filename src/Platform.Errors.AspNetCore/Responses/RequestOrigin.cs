using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Platform.Errors.AspNetCore;

/// <summary>
/// The request that failed, for the log: its method, route and path. Method and path are a stranger's text: a method that HTTP does not know is <c>_OTHER</c> as
/// in the semantic conventions, and a path is percent-encoded, so that there is no character in it that could end a line, and of bounded length. The query stays
/// out: secrets stand there. Texts are made when a logger asks for them; most loggers want one or the other, or drop the record.
/// </summary>
/// <param name="Method">The method, as it was sent.</param>
/// <param name="Route">The template of the route; <see langword="null"/> if none was found.</param>
/// <param name="PathBase">The first part of the path, as the server has decoded it.</param>
/// <param name="Path">The rest of it.</param>
internal sealed record RequestOrigin(string Method, string? Route, string? PathBase, string? Path) : ErrorOrigin
{
    private const int LongestPath = 256;

    private string KnownMethod => HttpMethods.GetCanonicalizedValue(Method) switch
    {
        ("GET" or "HEAD" or "POST" or "PUT" or "DELETE" or "CONNECT" or "OPTIONS" or "TRACE" or "PATCH") and var known => known,
        _ => "_OTHER",
    };

    // Of what is left behind a cut nothing would be seen, so it need not be encoded; encoding makes nothing shorter.
    private string EncodedPath => Cut(new PathString(Cut(PathBase)).ToUriComponent() + new PathString(Cut(Path)).ToUriComponent()) ?? "";

    /// <summary>Takes it down before the server uses its objects for the next request.</summary>
    public static RequestOrigin Of(HttpRequest request, Endpoint? endpoint) =>
        new(request.Method, (endpoint as RouteEndpoint)?.RoutePattern.RawText, request.PathBase.Value, request.Path.Value);

    public override void AddTo(List<KeyValuePair<string, object?>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        values.Add(new("http.request.method", KnownMethod));
        if (Route is not null)
            values.Add(new("http.route", Route));
        values.Add(new("url.path", EncodedPath));
    }

    public override string ToString() => $"{KnownMethod} {EncodedPath}";

    private static string? Cut(string? path) => path is { Length: > LongestPath } ? string.Concat(path.AsSpan(0, LongestPath), "…") : path;
}
