using System.Text;

namespace Platform.Errors.SourceGeneration;

/// <summary>The forms that domains, codes and addresses have: what the runtime would refuse, refused while compiling.</summary>
internal static class ErrorForms
{
    /// <summary>google.rpc.ErrorInfo limits both to 63 characters.</summary>
    public const int MaximumLength = 63;

    public static bool IsCode(string code) =>
        code.Length is > 0 and <= MaximumLength && code[0] is >= 'A' and <= 'Z' && code.All(each => each is (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_');

    public static bool IsDomain(string domain) =>
        domain.Length is > 0 and <= MaximumLength && domain[0] is >= 'a' and <= 'z' && domain.All(each => each is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '.' or '-');

    public static bool IsTypeBase(string text) => IsAddress(text) && text[text.Length - 1] is '/' or '#' or ':';

    /// <summary>An absolute URI (RFC 3986) that needs no escaping. A rooted path is one on Unix, and is not meant.</summary>
    public static bool IsAddress(string text) => text.Length > 0 && text[0] != '/' && Uri.IsWellFormedUriString(text, UriKind.Absolute);

    /// <summary>Subtags of one to eight letters or digits, joined by hyphens, letters first (RFC 5646 §2.1), in at most 35 characters.</summary>
    public static bool IsLanguageTag(string text) =>
        text.Length <= 35 && text.Split('-') is var subtags && subtags[0].All(each => each is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'))
        && subtags.All(subtag => subtag.Length is > 0 and <= 8 && subtag.All(each => each is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9')));

    /// <summary><c>OUT_OF_STOCK</c> becomes <c>…out-of-stock</c>.</summary>
    public static string TypeUri(string typeBase, string code) => typeBase + code.Replace('_', '-').ToLowerInvariant();

    /// <summary><c>OutOfStock</c> becomes <c>Out of stock</c>, <c>InvalidURIGiven</c> becomes <c>Invalid URI given</c>.</summary>
    public static string TitleOf(string methodName)
    {
        var title = new StringBuilder();
        for (var index = 0; index < methodName.Length; index++)
        {
            var current = methodName[index];
            var afterLower = index > 0 && !char.IsUpper(methodName[index - 1]);
            var beforeLower = index + 1 < methodName.Length && char.IsLower(methodName[index + 1]);
            var startsWord = index > 0 && char.IsUpper(current) && (afterLower || beforeLower);
            if (current == '_' || startsWord)
                title.Append(' ');
            if (current != '_')
                title.Append(startsWord && (beforeLower || index + 1 == methodName.Length) ? char.ToLowerInvariant(current) : current);
        }
        return title.ToString().Trim();
    }

    /// <summary>How a code could be called instead: <c>out of stock!</c> becomes <c>OUT_OF_STOCK</c>.</summary>
    public static string SuggestCode(string methodName) => TitleOf(methodName).Replace(' ', '_').ToUpperInvariant();
}
