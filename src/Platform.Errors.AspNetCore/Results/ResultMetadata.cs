using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Platform.Errors.AspNetCore;

/// <summary>What OpenAPI is told of an endpoint that returns results: callers see values, never the result around them.</summary>
internal static class ResultMetadata
{
    public static void DescribeValues(EndpointBuilder endpoint)
    {
        var returnsResults = false;
        for (var index = endpoint.Metadata.Count - 1; index >= 0; index--)
        {
            if (endpoint.Metadata[index] is not IProducesResponseTypeMetadata { Type: { } type } produces || !IsResult(type))
                continue;
            returnsResults = true;
            if (type == typeof(Error))
                endpoint.Metadata.RemoveAt(index);
            else
                endpoint.Metadata[index] = DescriptionOf(type, produces);
        }
        if (returnsResults)
            ErrorResponseMetadata.AddFailureTo(endpoint);
    }

    /// <summary>Whether something is answered with by the filter alone.</summary>
    public static bool IsResult(Type type) => type == typeof(Error) || typeof(IOutcome).IsAssignableFrom(type);

    private static ProducesResponseTypeMetadata DescriptionOf(Type type, IProducesResponseTypeMetadata produces) =>
        type is { IsGenericType: true, GenericTypeArguments: [var value] }
            ? new ProducesResponseTypeMetadata(produces.StatusCode, value, [.. produces.ContentTypes])
            : new ProducesResponseTypeMetadata(StatusCodes.Status204NoContent, typeof(void));
}
