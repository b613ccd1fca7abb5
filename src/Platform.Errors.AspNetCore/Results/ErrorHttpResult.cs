using Microsoft.AspNetCore.Http;

namespace Platform.Errors.AspNetCore;

/// <summary>An error as the result of a minimal API.</summary>
internal sealed class ErrorHttpResult(in Error error) : IResult, IStatusCodeHttpResult, IContentTypeHttpResult
{
    private readonly Error _error = error;

    public int? StatusCode => _error.Descriptor.Status;

    public string? ContentType => ProblemWriter.MediaType;

    public Task ExecuteAsync(HttpContext httpContext) => EndpointErrors.WriteAsync(httpContext, in _error);
}
