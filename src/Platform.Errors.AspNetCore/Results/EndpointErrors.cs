using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Errors.AspNetCore;

/// <summary>
/// The writer, for results. It stands in the metadata of endpoints that return results, because asking the request's services for it makes a scope that many
/// endpoints need for nothing else.
/// </summary>
internal static class EndpointErrors
{
    public static void AddWriter(EndpointBuilder builder)
    {
        if (builder.ApplicationServices.GetService<ErrorResponseWriter>() is { } writer && !builder.Metadata.Contains(writer))
            builder.Metadata.Add(writer);
    }

    public static Task WriteAsync(HttpContext httpContext, in Error error)
    {
        var writing = WriterOf(httpContext).WriteAsync(httpContext, in error);
        return writing.IsCompletedSuccessfully ? Task.CompletedTask : writing.AsTask();
    }

    private static ErrorResponseWriter WriterOf(HttpContext httpContext) =>
        httpContext.GetEndpoint()?.Metadata.GetMetadata<ErrorResponseWriter>()
        ?? httpContext.RequestServices.GetService<ErrorResponseWriter>()
        ?? throw new InvalidOperationException("An endpoint returned an error, and nothing here can write it: call builder.Services.AddPlatformErrors().AddAspNetCore().");
}
