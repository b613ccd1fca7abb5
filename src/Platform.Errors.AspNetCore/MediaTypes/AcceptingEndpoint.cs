using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;

namespace Platform.Errors.AspNetCore;

/// <summary>An endpoint that says which media types it takes.</summary>
internal sealed class AcceptingEndpoint
{
    private readonly TemplateMatcher _matcher;
    private readonly KeyValuePair<string, IRouteConstraint>[] _constraints;
    private readonly IReadOnlyList<string> _methods;
    private readonly string? _list;

    private AcceptingEndpoint(RoutePattern pattern, IReadOnlyList<string> methods, IReadOnlyList<string> mediaTypes, ParameterPolicyFactory policies)
    {
        (Pattern, _methods, MediaTypes) = (pattern, methods, mediaTypes);
        _matcher = new TemplateMatcher(new RouteTemplate(pattern), new RouteValueDictionary(pattern.Defaults));
        _constraints = [.. ConstraintsOf(pattern, policies)];
        _list = AcceptedMediaTypes.ListOf(mediaTypes);
    }

    public RoutePattern Pattern { get; }

    public IReadOnlyList<string> MediaTypes { get; }

    /// <returns><see langword="null"/> if it says nothing, or is there for some hosts alone.</returns>
    public static AcceptingEndpoint? Of(RouteEndpoint endpoint, ParameterPolicyFactory policies) =>
        endpoint.Metadata.GetMetadata<IAcceptsMetadata>() is { ContentTypes: { Count: > 0 } mediaTypes }
        && endpoint.Metadata.GetMetadata<IHostMetadata>() is not { Hosts.Count: > 0 }
            ? new AcceptingEndpoint(endpoint.RoutePattern, endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [], mediaTypes, policies)
            : null;

    /// <summary>Whether what was sent is of none of its media types, so that it is refused for that and for nothing else; and what there is to say then.</summary>
    public bool IsOfOtherType(string? sent, out string? list)
    {
        list = _list;
        for (var index = 0; sent is not null && index < MediaTypes.Count; index++)
        {
            if (sent.StartsWith(MediaTypes[index], StringComparison.OrdinalIgnoreCase))
                return false;
        }
        return true;
    }

    public bool Fits(HttpContext context, RouteValueDictionary values)
    {
        if (!Takes(context.Request.Method))
            return false;
        values.Clear();
        if (!_matcher.TryMatch(context.Request.Path, values))
            return false;
        foreach (var (name, constraint) in _constraints)
        {
            if (!constraint.Match(context, NoRouter.Instance, name, values, RouteDirection.IncomingRequest))
                return false;
        }
        return true;
    }

    private bool Takes(string method)
    {
        for (var index = 0; index < _methods.Count; index++)
        {
            if (HttpMethods.Equals(_methods[index], method))
                return true;
        }
        return _methods.Count == 0;
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

    /// <summary>Constraints are handed a router, as endpoint routing hands them one that knows no route.</summary>
    private sealed class NoRouter : IRouter
    {
        public static NoRouter Instance { get; } = new();

        public VirtualPathData? GetVirtualPath(VirtualPathContext context) => null;

        public Task RouteAsync(RouteContext context) => Task.CompletedTask;
    }
}
