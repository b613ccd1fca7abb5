namespace Platform.Validation.Schema.Loading;

/// <summary>A schema with a URI of its own, and what in it can be referred to by a plain name.</summary>
internal sealed class SchemaResource(SchemaDocument document, string uri, string pointer, Dialect dialect, bool hasOwnUri)
{
    public SchemaDocument Document { get; } = document;

    /// <summary>Absolute, without a fragment.</summary>
    public string Uri { get; } = uri;

    /// <summary>Where its root stands in the document.</summary>
    public string Pointer { get; } = pointer;

    public Dialect Dialect { get; } = dialect;

    /// <summary>Whether the URI was given by somebody, and so means something to a reader of a location.</summary>
    public bool HasOwnUri { get; } = hasOwnUri;

    public Dictionary<string, SchemaLocation> Anchors { get; } = new(StringComparer.Ordinal);

    /// <summary>Those among the anchors that <c>$dynamicRef</c> may find from elsewhere. <c>$recursiveAnchor</c> has the empty name.</summary>
    public Dictionary<string, SchemaLocation> DynamicAnchors { get; } = new(StringComparer.Ordinal);
}
