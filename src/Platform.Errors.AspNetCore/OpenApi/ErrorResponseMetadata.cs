using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;

namespace Platform.Errors.AspNetCore;

/// <summary>
/// Says of an endpoint which errors it answers with under one status. It stands in the endpoint's metadata, where OpenAPI finds the shape and the description,
/// and a transformer of the application's own the entries of the catalogues. Immutable.
/// </summary>
internal sealed class ErrorResponseMetadata : IProducesResponseTypeMetadata, IErrorResponseMetadata
{
    private ErrorResponseMetadata(int statusCode, IReadOnlyList<ErrorDescriptor> errors) => (StatusCode, Errors) = (statusCode, errors);

    /// <summary>The status, which all of the errors have.</summary>
    public int StatusCode { get; }

    /// <summary>The errors, each once.</summary>
    public IReadOnlyList<ErrorDescriptor> Errors { get; }

    /// <summary><see cref="ErrorProblem"/>.</summary>
    public Type Type => typeof(ErrorProblem);

    /// <summary><c>application/problem+json</c>.</summary>
    public IEnumerable<string> ContentTypes { get; } = [ProblemWriter.MediaType];

    /// <summary>The codes with their titles and details, a list in CommonMark.</summary>
    public string Description => field ??= string.Join('\n', Errors.Select(static error =>
        $"- `{error.Code}`: {error.Title}{(error.Detail is { } detail && detail != error.Title ? $". {detail}" : "")}"));

    /// <summary>The same once more, because .NET 10 reads the description of such attributes alone.</summary>
    private ProducesResponseTypeAttribute Described =>
        field ??= new ProducesResponseTypeAttribute(Type, StatusCode, ProblemWriter.MediaType) { Description = Description };

    /// <summary>Adds errors to what is said of an endpoint, beside those that somebody has said already.</summary>
    internal static void AddTo(EndpointBuilder endpoint, params IEnumerable<ErrorDescriptor> errors)
    {
        foreach (var sameStatus in errors.GroupBy(static error => error.Status))
        {
            var known = endpoint.Metadata.OfType<ErrorResponseMetadata>().FirstOrDefault(response => response.StatusCode == sameStatus.Key);
            if (known is not null)
            {
                endpoint.Metadata.Remove(known);
                endpoint.Metadata.Remove(known.Described);
            }
            var all = new ErrorResponseMetadata(sameStatus.Key, [.. (known?.Errors ?? []).Concat(sameStatus).Distinct()]);
            endpoint.Metadata.Add(all);
            endpoint.Metadata.Add(all.Described);
        }
    }

    /// <summary>Adds what every endpoint answers with when it fails, unless something is said of that status already.</summary>
    internal static void AddFailureTo(EndpointBuilder endpoint)
    {
        var failure = CommonErrors.Descriptors.Internal;
        if (!endpoint.Metadata.OfType<IProducesResponseTypeMetadata>().Any(response => response.StatusCode == failure.Status))
            AddTo(endpoint, failure);
    }
}
