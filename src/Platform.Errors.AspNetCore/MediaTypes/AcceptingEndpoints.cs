using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Platform.Errors.AspNetCore;

/// <summary>
/// The endpoints that say which media types they take, found again by the path and the method of a request that routing has refused for its type. Routing
/// refuses before authentication and limits, so what is asked here is made once, a constraint that is a regular expression above all, and found by the segments
/// of the path: what a refusal costs does not grow with the application.
/// </summary>
internal sealed class AcceptingEndpoints
{
    private readonly IReadOnlyList<Endpoint> _endpoints;
    private readonly Place _root = new();

    public AcceptingEndpoints(IReadOnlyList<Endpoint> endpoints, ParameterPolicyFactory policies)
    {
        _endpoints = endpoints;
        foreach (var endpoint in endpoints.OfType<RouteEndpoint>())
        {
            if (AcceptingEndpoint.Of(endpoint, policies) is { } accepting)
                _root.Add(accepting, accepting.Pattern.PathSegments, index: 0);
        }
    }

    /// <summary>Whether they are the same as when this was made; a source gives another list when its endpoints change.</summary>
    public bool AreOf(IReadOnlyList<Endpoint> others) => ReferenceEquals(_endpoints, others);

    /// <summary>
    /// All that would have taken the request but for its type: routing too asks the less specific ones where the most specific does not fit.
    /// </summary>
    public List<AcceptingEndpoint> At(HttpContext context)
    {
        var found = new List<AcceptingEndpoint>();
        _root.Collect(context.Request.Path.Value.AsSpan().Trim('/'), found);
        var values = new RouteValueDictionary();
        for (var index = found.Count - 1; index >= 0; index--)
        {
            if (!found[index].Fits(context, values))
                found.RemoveAt(index);
        }
        return found;
    }
}
