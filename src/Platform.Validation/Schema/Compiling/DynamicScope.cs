using Platform.Validation.Schema.Loading;

namespace Platform.Validation.Schema.Compiling;

/// <summary>
/// Which schema each dynamic anchor leads to, seen from a path of evaluation: the outermost that has one (Core, section 7.1). It
/// is known when the schema is compiled, so a subschema is compiled once for each scope that it is reached in, and nothing is
/// left to be looked up while an instance is validated.
/// </summary>
internal sealed class DynamicScope
{
    private readonly Dictionary<string, SchemaLocation> _anchors;

    private DynamicScope(Dictionary<string, SchemaLocation> anchors)
    {
        _anchors = anchors;
        Key = string.Join('\n', anchors.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => $"{each.Key}\t{each.Value.Key}"));
    }

    public static DynamicScope Empty { get; } = new([]);

    /// <summary>Equal for scopes that mean the same.</summary>
    public string Key { get; }

    public SchemaLocation? Find(string anchor) => _anchors.TryGetValue(anchor, out var found) ? found : null;

    public DynamicScope Enter(SchemaResource resource)
    {
        if (resource.DynamicAnchors.Count == 0 || resource.DynamicAnchors.Keys.All(_anchors.ContainsKey))
            return this;
        var anchors = new Dictionary<string, SchemaLocation>(_anchors, StringComparer.Ordinal);
        foreach (var (name, location) in resource.DynamicAnchors)
            anchors.TryAdd(name, location);
        return new DynamicScope(anchors);
    }
}
