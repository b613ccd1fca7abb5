using Microsoft.AspNetCore.Http;

namespace Platform.Errors.AspNetCore;

/// <summary>How errors leave a web application. Validated when the host starts.</summary>
public sealed class PlatformErrorsAspNetCoreOptions
{
    private readonly List<ErrorFormatRule> _formats = [];

    /// <summary>
    /// Whether an answer that has a status from 400 to 599 and no body is given one: a 404 of routing, a 401 of authentication, <c>NotFound()</c> of a
    /// handler.
    /// </summary>
    /// <value>Default: <see langword="true"/>. An endpoint with <c>[SkipStatusCodePages]</c> is left alone in any case.</value>
    public bool AnswerEmptyStatusCodes { get; set; } = true;

    // A method, because configuration is bound to properties.
    internal IReadOnlyList<ErrorFormatRule> Formats() => _formats;

    /// <summary>Gives the errors of a part of the site another shape than problem details.</summary>
    /// <param name="path">The path that the part is below, such as <c>/open311</c>; compared with the path base and the path of the request, without regard to case.</param>
    /// <param name="format">The shape. It also gets the failures that have no endpoint.</param>
    /// <returns>These options. The first format that fits counts, in the order in which they were added; one that the endpoint has (<c>WithErrorFormat</c>) comes before all.</returns>
    public PlatformErrorsAspNetCoreOptions AddFormat(PathString path, IErrorFormat format)
    {
        _formats.Add(new ErrorFormatRule(path, null, format));
        return this;
    }

    /// <summary>Gives the errors of some requests another shape than problem details.</summary>
    /// <param name="when">Whether a request is one of them. It may be asked before routing, and must not throw.</param>
    /// <param name="format">The shape.</param>
    /// <returns>These options.</returns>
    public PlatformErrorsAspNetCoreOptions AddFormat(Func<HttpContext, bool> when, IErrorFormat format)
    {
        ArgumentNullException.ThrowIfNull(when);
        _formats.Add(new ErrorFormatRule(default, when, format));
        return this;
    }
}
