namespace Platform.Errors.AspNetCore;

/// <summary>The request that failed, for the log: in forms that cannot break out of a line, and of bounded length.</summary>
/// <param name="Method">The method of the request, if it is one that HTTP knows.</param>
/// <param name="Route">The template of the route; <see langword="null"/> if none was found.</param>
/// <param name="Path">The path in percent-encoding, without the query.</param>
internal sealed record RequestOrigin(string Method, string? Route, string Path) : ErrorOrigin
{
    public override void AddTo(List<KeyValuePair<string, object?>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        values.Add(new("http.request.method", Method));
        if (Route is not null)
            values.Add(new("http.route", Route));
        values.Add(new("url.path", Path));
    }

    public override string ToString() => $"{Method} {Path}";
}
