using Microsoft.AspNetCore.Routing.Patterns;

namespace Platform.Errors.AspNetCore;

/// <summary>A place in the tree of the paths of endpoints: which end here, and where the next segment leads.</summary>
internal sealed class Place
{
    private readonly List<AcceptingEndpoint> _ending = [];

    /// <summary>Those that take whatever follows, or nothing: of a segment that need not be there, the rest is left to the pattern.</summary>
    private readonly List<AcceptingEndpoint> _open = [];

    private readonly Dictionary<string, Place>.AlternateLookup<ReadOnlySpan<char>> _named =
        new Dictionary<string, Place>(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    private Place? _any;

    public void Add(AcceptingEndpoint endpoint, IReadOnlyList<RoutePatternPathSegment> segments, int index)
    {
        if (index == segments.Count)
        {
            _ending.Add(endpoint);
            return;
        }
        if (segments[index] is { IsSimple: true, Parts: [RoutePatternLiteralPart { Content: var name }] })
        {
            if (!_named.TryGetValue(name, out var next))
                _named[name] = next = new Place();
            next.Add(endpoint, segments, index + 1);
        }
        else if (segments[index].Parts.Any(part => part is RoutePatternParameterPart parameter && (parameter.IsCatchAll || parameter.IsOptional || parameter.Default is not null)))
        {
            _open.Add(endpoint);
        }
        else
        {
            (_any ??= new Place()).Add(endpoint, segments, index + 1);
        }
    }

    /// <summary>Adds those that may be meant, the more specific ones first.</summary>
    /// <param name="path">What is left of the path, without a slash at either end.</param>
    /// <param name="found">Gets them.</param>
    public void Collect(ReadOnlySpan<char> path, List<AcceptingEndpoint> found)
    {
        if (path.IsEmpty)
        {
            found.AddRange(_ending);
        }
        else
        {
            var end = path.IndexOf('/');
            var segment = end < 0 ? path : path[..end];
            var rest = end < 0 ? default : path[(end + 1)..];
            if (_named.TryGetValue(segment, out var named))
                named.Collect(rest, found);
            _any?.Collect(rest, found);
        }
        found.AddRange(_open);
    }
}
