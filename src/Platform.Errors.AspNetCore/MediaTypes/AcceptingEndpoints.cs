using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;

namespace Platform.Errors.AspNetCore;

/// <summary>
/// The endpoints that say which media types they take, found again by the path and the method of a request that routing has refused for its type.
/// </summary>
internal sealed class AcceptingEndpoints(IReadOnlyList<Endpoint> endpoints, ParameterPolicyFactory policies)
{
    private readonly Entry[] _entries = [.. endpoints.OfType<RouteEndpoint>().Select(Entry.Of).OfType<Entry>()];

    /// <summary>Whether they are the same as when this was made; a source gives another list when its endpoints change.</summary>
    public bool AreOf(IReadOnlyList<Endpoint> others) => ReferenceEquals(endpoints, others);

    /// <summary>
    /// The media types of all that would have taken the request but for its type: routing too asks the less specific ones where the most specific does not fit.
    /// </summary>
    public IEnumerable<string> MediaTypesAt(HttpContext context) =>
        _entries.Where(entry => entry.Fits(context, policies)).SelectMany(static entry => entry.MediaTypes);

    private sealed record Entry(RoutePattern Pattern, TemplateMatcher Matcher, IReadOnlyList<string> Methods, IReadOnlyList<string> MediaTypes)
    {
        public static Entry? Of(RouteEndpoint endpoint)
        {
            var metadata = endpoint.Metadata;
            // Of an endpoint that is there for some hosts alone nothing is said.
            if (metadata.GetMetadata<IAcceptsMetadata>() is not { ContentTypes: { Count: > 0 } mediaTypes }
                || metadata.GetMetadata<IHostMetadata>() is { Hosts.Count: > 0 })
                return null;
            var pattern = endpoint.RoutePattern;
            return new Entry(
                pattern,
                new TemplateMatcher(new RouteTemplate(pattern), new RouteValueDictionary(pattern.Defaults)),
                metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [],
                mediaTypes);
        }

        public bool Fits(HttpContext context, ParameterPolicyFactory policies)
        {
            if (Methods.Count > 0 && !Methods.Contains(context.Request.Method, StringComparer.OrdinalIgnoreCase))
                return false;
            var values = new RouteValueDictionary();
            return Matcher.TryMatch(context.Request.Path, values)
                && Pattern.ParameterPolicies.All(named => named.Value.All(reference => Holds(context, policies, named.Key, reference, values)));
        }

        private bool Holds(
            HttpContext context, ParameterPolicyFactory policies, string name, RoutePatternParameterPolicyReference reference, RouteValueDictionary values) =>
            policies.Create(Pattern.GetParameter(name), reference) is not IRouteConstraint constraint
            || constraint.Match(context, route: null, name, values, RouteDirection.IncomingRequest);
    }
}
