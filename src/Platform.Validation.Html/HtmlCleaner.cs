using System.Buffers;
using System.Net;
using Ganss.Xss;
using Platform.Shared;

namespace Platform.Validation.Html;

/// <summary>Cleans a text that may hold HTML. What comes out is HTML: plain text is changed only where it would be read as markup.</summary>
/// <remarks>Immutable and safe on many threads: make one, keep it.</remarks>
public sealed class HtmlCleaner
{
    // What parses into something else than it was written from can hide markup from one look; nobody writes what needs more than two.
    private const int MostRounds = 4;

    // What a parser could make something of, and the space that it writes as an entity.
    private static readonly SearchValues<char> Markup = SearchValues.Create("<>&\0\u00A0");

    private readonly HtmlPolicy _policy;
    private readonly HtmlSanitizer _sanitizer;

    /// <summary>A cleaner for a policy.</summary>
    /// <param name="policy">What is let in; <see cref="HtmlPolicy.Basic"/> when left out.</param>
    public HtmlCleaner(HtmlPolicy? policy = null)
    {
        _policy = policy ?? HtmlPolicy.Basic;
        _sanitizer = new HtmlSanitizer(new HtmlSanitizerOptions
        {
            AllowedTags = new HashSet<string>(_policy.Elements, StringComparer.OrdinalIgnoreCase),
            AllowedAttributes = new HashSet<string>(_policy.Attributes, StringComparer.OrdinalIgnoreCase),
            AllowedSchemes = new HashSet<string>(_policy.Schemes, StringComparer.OrdinalIgnoreCase),
            UriAttributes = new HashSet<string>(["href", "src", "cite", "action", "background", "poster", "longdesc", "data"],
                StringComparer.OrdinalIgnoreCase),
        })
        {
            KeepChildNodes = true,
        };
        // Of these the text is not what a person wrote to be read.
        _sanitizer.RemovingTag += static (_, removing) =>
        {
            if (removing.Tag.LocalName is "script" or "style" or "template" or "noscript" or "iframe" or "object" or "embed" or "svg" or "math")
                removing.Tag.InnerHtml = "";
        };
    }

    /// <summary>Cleans a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>
    /// HTML. The text itself, and nothing allocated, where there is nothing that could be markup; where it is beyond the limits of the policy,
    /// the text with its markup made visible.
    /// </returns>
    [HotPath]
    public string Clean(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AsSpan().ContainsAny(Markup) ? Parse(text) : text;
    }

    private string Parse(string text)
    {
        if (text.Length > _policy.MaxCharacters || text.AsSpan().Count('<') > _policy.MaxTags)
            return WebUtility.HtmlEncode(text);
        var clean = text;
        for (var round = 0; round < MostRounds; round++)
        {
            var cleaner = _sanitizer.Sanitize(clean);
            if (cleaner == clean)
                return cleaner == text ? text : cleaner;
            clean = cleaner;
        }
        return WebUtility.HtmlEncode(text);
    }
}
