using Microsoft.AspNetCore.Http;

namespace Platform.Errors.AspNetCore;

/// <summary>
/// A shape in which errors leave a part of the site, where problem details are not what its callers know. What an exception means, logging, metrics and what
/// happens once a response has started are the same for all shapes; a format writes bytes.
/// </summary>
public interface IErrorFormat
{
    /// <summary>Writes the response to a failed request.</summary>
    /// <param name="httpContext">
    /// The request. The response has not started; its status is the error's, and may be set to another. <c>Retry-After</c> is set where the error says when.
    /// For HEAD a server sends no body, whatever is written.
    /// </param>
    /// <param name="error">What went wrong; <see cref="Error.Errors"/> has the parts where there are several.</param>
    /// <returns>A task that completes when the response is written. If it throws before the response has started, problem details are written instead, unless the client has gone.</returns>
    ValueTask WriteAsync(HttpContext httpContext, Error error);
}
