using System.Collections.Immutable;

namespace Platform.Validation.Html;

/// <summary>What of HTML is let in. Whatever is not named goes; its text stays.</summary>
public sealed record HtmlPolicy
{
    /// <summary>
    /// Elements that no policy can allow: they run code, load what others wrote, or hold text that parsers read in different ways, which is
    /// how markup hides from a sanitiser (foreign content, raw text).
    /// </summary>
    private static readonly ImmutableHashSet<string> Dangerous = ImmutableHashSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "script", "style", "svg", "math", "iframe", "object", "embed", "applet", "frame", "frameset", "noframes", "noscript", "noembed", "xmp", "plaintext",
            "listing", "template",
        "textarea", "title", "base", "link", "meta", "form", "input", "button", "select", "option", "portal", "html", "head", "body");

    /// <summary>Paragraphs, emphasis, lists, quotations, code and links: what people write in a comment.</summary>
    public static HtmlPolicy Basic { get; } = new();

    /// <summary>The elements that stay, in small letters.</summary>
    /// <value>Default: a, b, blockquote, br, code, em, i, li, ol, p, pre, s, strong, u, ul.</value>
    public ImmutableHashSet<string> Elements { get; init => field = Harmless(value); } =
        ["a", "b", "blockquote", "br", "code", "em", "i", "li", "ol", "p", "pre", "s", "strong", "u", "ul"];

    /// <summary>The attributes that stay, in small letters.</summary>
    /// <value>Default: href, title.</value>
    public ImmutableHashSet<string> Attributes { get; init => field = Quiet(value); } = ["href", "title"];

    /// <summary>The schemes of links that stay.</summary>
    /// <value>Default: http, https, mailto.</value>
    public ImmutableHashSet<string> Schemes { get; init => field = Inert(value); } = ["http", "https", "mailto"];

    /// <summary>The most characters that are parsed; what is longer becomes text that shows its markup.</summary>
    /// <value>Default 65,536; 1 to 1,048,576.</value>
    public int MaxCharacters { get; init => field = Within(value, 1_048_576); } = 65_536;

    /// <summary>The most <c>&lt;</c> in a text that is parsed: so deep may it be nested. What has more becomes text that shows its markup.</summary>
    /// <value>Default 500; 1 to 1,000.</value>
    public int MaxTags { get; init => field = Within(value, 1_000); } = 500;

    private static ImmutableHashSet<string> Harmless(ImmutableHashSet<string> elements)
    {
        ArgumentNullException.ThrowIfNull(elements);
        return elements.FirstOrDefault(Dangerous.Contains) is { } dangerous
            ? throw new ArgumentException($"<{dangerous}> is never let in: it runs or loads what others wrote, or hides markup from a sanitiser.",
                nameof(elements))
            : elements;
    }

    private static ImmutableHashSet<string> Quiet(ImmutableHashSet<string> attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        return attributes.FirstOrDefault(static name => name.StartsWith("on", StringComparison.OrdinalIgnoreCase)
            || name.ToUpperInvariant() is "STYLE" or "SRCDOC" or "FORMACTION") is { } loud
            ? throw new ArgumentException($"The attribute {loud} is never let in: it runs what others wrote, or dresses up as something else.",
                nameof(attributes))
            : attributes;
    }

    private static ImmutableHashSet<string> Inert(ImmutableHashSet<string> schemes)
    {
        ArgumentNullException.ThrowIfNull(schemes);
        return schemes.FirstOrDefault(static name => name.ToUpperInvariant() is "JAVASCRIPT" or "VBSCRIPT" or "DATA" or "FILE") is { } live
            ? throw new ArgumentException($"Links to {live}: are never let in.", nameof(schemes))
            : schemes;
    }

    private static int Within(int value, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most);
        return value;
    }
}
