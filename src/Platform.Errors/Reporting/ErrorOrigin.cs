namespace Platform.Errors;

/// <summary>The request that failed, for the log: in forms that cannot break out of a line, and of bounded length.</summary>
/// <param name="Method">The method of the request, if it is one that HTTP knows.</param>
/// <param name="Route">The template of the route; <see langword="null"/> if none was found.</param>
/// <param name="Path">The path in percent-encoding, without the query.</param>
internal sealed record ErrorOrigin(string Method, string? Route, string Path);
