using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Platform.Errors.AspNetCore;

/// <summary>What OpenAPI is told of an endpoint that returns results: callers see values, never the result around them.</summary>
internal static class ResultMetadata
{
    public static void DescribeValues(EndpointBuilder builder)
    {
        for (var index = 0; index < builder.Metadata.Count; index++)
        {
            if (builder.Metadata[index] is IProducesResponseTypeMetadata { Type: { } type } produces && IsResult(type))
                builder.Metadata[index] = DescriptionOf(type, produces);
        }
    }

    /// <summary>Whether something is answered with by the filter alone.</summary>
    public static bool IsResult(Type type) => type == typeof(Error) || typeof(IOutcome).IsAssignableFrom(type);

    private static ProducesResponseTypeMetadata DescriptionOf(Type type, IProducesResponseTypeMetadata produces) =>
        type is { IsGenericType: true, GenericTypeArguments: [var value] }
            ? new ProducesResponseTypeMetadata(produces.StatusCode, value, [.. produces.ContentTypes])
            : type == typeof(Error)
                ? new ProducesResponseTypeMetadata(StatusCodes.Status500InternalServerError, typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), [ProblemWriter.MediaType])
                : new ProducesResponseTypeMetadata(StatusCodes.Status204NoContent, typeof(void));
}
