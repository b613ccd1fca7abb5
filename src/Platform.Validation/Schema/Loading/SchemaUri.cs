namespace Platform.Validation.Schema.Loading;

/// <summary>How references become absolute URIs (RFC 3986, section 5).</summary>
internal static class SchemaUri
{
    /// <summary>The base of a schema that has none.</summary>
    public const string Unknown = "json-schema://unnamed/";

    /// <summary>Splits off the fragment.</summary>
    public static (string Uri, string Fragment) Split(string reference)
    {
        var at = reference.IndexOf('#', StringComparison.Ordinal);
        return at < 0 ? (reference, "") : (reference[..at], reference[(at + 1)..]);
    }

    /// <summary>The absolute URI of a reference without its fragment.</summary>
    /// <exception cref="UriFormatException">It is no reference, or cannot be relative to this base.</exception>
    public static string Resolve(string baseUri, string reference)
    {
        if (reference.Length == 0)
            return baseUri;
        if (HasScheme(reference))
            return new Uri(reference, UriKind.Absolute).AbsoluteUri;
        return new Uri(new Uri(baseUri, UriKind.Absolute), reference).AbsoluteUri;
    }

    /// <summary>Looked for by hand: on Unix, <see cref="Uri"/> takes a rooted path for an absolute URI of a file.</summary>
    private static bool HasScheme(string reference)
    {
        var colon = reference.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && char.IsAsciiLetter(reference[0]) && reference.AsSpan(0, colon).IndexOfAny('/', '?') < 0;
    }
}
