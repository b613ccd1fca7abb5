using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;

namespace Platform.Errors.AspNetCore;

/// <summary>
/// The endpoints that say which media types they take, found again by the path and the method of a request that routing has refused for its type. Routing
/// refuses before authentication and limits, so what is asked here is made once: a constraint that is a regular expression is compiled when it is first used.
/// </summary>
internal sealed class AcceptingEndpoints
{
    private readonly IReadOnlyList<Endpoint> _endpoints;
    private readonly FrozenDictionary<string, Entry[]>.AlternateLookup<ReadOnlySpan<char>> _byFirstSegment;
    private readonly Entry[] _others;

    public AcceptingEndpoints(IReadOnlyList<Endpoint> endpoints, ParameterPolicyFactory policies)
    {
        _endpoints = endpoints;
        var entries = endpoints.OfType<RouteEndpoint>().Select(endpoint => Entry.Of(endpoint, policies)).OfType<Entry>().ToLookup(static entry => entry.FirstSegment is null);
        _byFirstSegment = entries[false].GroupBy(static entry => entry.FirstSegment!, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(static group => group.Key, static group => group.ToArray(), StringComparer.OrdinalIgnoreCase)
            .GetAlternateLookup<ReadOnlySpan<char>>();
        _others = [.. entries[true]];
    }

    /// <summary>Whether they are the same as when this was made; a source gives another list when its endpoints change.</summary>
    public bool AreOf(IReadOnlyList<Endpoint> others) => ReferenceEquals(_endpoints, others);

    /// <summary>
    /// The media types of all that would have taken the request but for its type: routing too asks the less specific ones where the most specific does not fit.
    /// </summary>
    public IEnumerable<string> MediaTypesAt(HttpContext context)
    {
        var path = context.Request.Path;
        var named = _byFirstSegment.TryGetValue(FirstOf(path.Value), out var found) ? found : [];
        var values = new RouteValueDictionary();
        return named.Concat(_others).Where(entry => entry.Fits(context, path, values)).SelectMany(static entry => entry.MediaTypes);
    }

    private static ReadOnlySpan<char> FirstOf(ReadOnlySpan<char> path)
    {
        var rest = path.TrimStart('/');
        var end = rest.IndexOf('/');
        return end < 0 ? rest : rest[..end];
    }

    private sealed record Entry(
        string? FirstSegment,
        TemplateMatcher Matcher,
        IReadOnlyList<KeyValuePair<string, IRouteConstraint>> Constraints,
        IReadOnlyList<string> Methods,
        IReadOnlyList<string> MediaTypes)
    {
        public static Entry? Of(RouteEndpoint endpoint, ParameterPolicyFactory policies)
        {
            var metadata = endpoint.Metadata;
            // Of an endpoint that is there for some hosts alone nothing is said.
            if (metadata.GetMetadata<IAcceptsMetadata>() is not { ContentTypes: { Count: > 0 } mediaTypes }
                || metadata.GetMetadata<IHostMetadata>() is { Hosts.Count: > 0 })
                return null;
            var pattern = endpoint.RoutePattern;
            return new Entry(
                pattern.PathSegments is [{ IsSimple: true, Parts: [RoutePatternLiteralPart { Content: var literal }] }, ..] ? literal : null,
                new TemplateMatcher(new RouteTemplate(pattern), new RouteValueDictionary(pattern.Defaults)),
                [.. ConstraintsOf(pattern, policies)],
                metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [],
                mediaTypes);
        }

        public bool Fits(HttpContext context, PathString path, RouteValueDictionary values)
        {
            if (Methods.Count > 0 && !Methods.Contains(context.Request.Method, StringComparer.OrdinalIgnoreCase))
                return false;
            values.Clear();
            return Matcher.TryMatch(path, values)
                && Constraints.All(each => each.Value.Match(context, NoRouter.Instance, each.Key, values, RouteDirection.IncomingRequest));
        }

        private static IEnumerable<KeyValuePair<string, IRouteConstraint>> ConstraintsOf(RoutePattern pattern, ParameterPolicyFactory policies)
        {
            foreach (var (name, references) in pattern.ParameterPolicies)
            {
                foreach (var reference in references)
                {
                    if (policies.Create(pattern.GetParameter(name), reference) is IRouteConstraint constraint)
                        yield return new(name, constraint);
                }
            }
        }
    }

    /// <summary>Constraints are handed a router, as endpoint routing hands them one that knows no route.</summary>
    private sealed class NoRouter : IRouter
    {
        public static NoRouter Instance { get; } = new();

        public VirtualPathData? GetVirtualPath(VirtualPathContext context) => null;

        public Task RouteAsync(RouteContext context) => Task.CompletedTask;
    }
}
