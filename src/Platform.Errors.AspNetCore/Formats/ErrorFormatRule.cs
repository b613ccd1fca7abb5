using Microsoft.AspNetCore.Http;

namespace Platform.Errors.AspNetCore;

/// <summary>A format and the requests it is for: those below a path, or those that somebody tells apart.</summary>
internal sealed record ErrorFormatRule(PathString Path, Func<HttpContext, bool>? When, IErrorFormat Format)
{
    public bool Fits(HttpContext context)
    {
        if (When is not null)
            return When(context);
        var request = context.Request;
        return request.Path.StartsWithSegments(Path) || (request.PathBase.HasValue && request.PathBase.Add(request.Path).StartsWithSegments(Path));
    }

    public string Describe() => When is null ? $"for '{Path}'" : "for a predicate";
}
