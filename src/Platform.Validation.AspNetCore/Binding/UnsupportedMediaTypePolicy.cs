using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Validation.AspNetCore.Binding;

/// <summary>
/// Routing refuses a media type that no endpoint of an address takes before any endpoint is asked, with a bare status. Here that refusal gets
/// the shape of every other.
/// </summary>
internal sealed class UnsupportedMediaTypePolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    /// <summary>How routing calls the endpoint that it makes for this.</summary>
    private const string RefusalOfRouting = "415 HTTP Unsupported Media Type";

    private static readonly Endpoint Refusal = new(
        static context => context.RequestServices.GetRequiredService<IValidationFailureWriter>()
            .WriteRefusalAsync(context, StatusCodes.Status415UnsupportedMediaType, context.RequestAborted).AsTask(),
        EndpointMetadataCollection.Empty,
        RefusalOfRouting);

    /// <summary>After the framework's own policies, which come before 0.</summary>
    public override int Order => 1_000;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Any(IsRefusal);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i) && IsRefusal(candidates[i].Endpoint))
                candidates.ReplaceEndpoint(i, Refusal, candidates[i].Values);
        }
        return Task.CompletedTask;
    }

    private static bool IsRefusal(Endpoint endpoint) => endpoint.DisplayName == RefusalOfRouting && endpoint is not RouteEndpoint;
}
