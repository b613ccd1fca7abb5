using System.Globalization;

namespace Platform.Errors.AspNetCore;

/// <summary>
/// What the serializer says where well-formed JSON does not fit, in sentences alone. They name types of the application and never leave: only what they are
/// about is taken out of them, and the names of members, which are those of the wire.
/// </summary>
internal static class JsonSentences
{
    private const string Depth = "The maximum configured depth of ";
    private const string Unable = "The JSON value could not be converted to ";
    private const string NullProperty = "The property or field '";
    private const string NullParameter = "The constructor parameter '";
    private const string Unknown = "' could not be mapped to any .NET member contained in type '";
    private const string Duplicate = "Duplicate property '";
    private const string DuplicateOfMap = "Duplicate properties not allowed ";
    private const string EndOfDuplicate = "' encountered during deserialization.";
    private const string EndOfCutDuplicate = "..." + EndOfDuplicate;
    private const string Missing = "' was missing required properties including: ";

    /// <summary>Whether JSON is nested more deeply than the options allow, of which the reader says so as if it were malformed.</summary>
    /// <param name="message">The sentence of the reader.</param>
    /// <param name="most">How deeply it may be; <see langword="null"/> if the sentence does not say it.</param>
    public static bool IsOfDepth(string message, out long? most)
    {
        most = null;
        if (!message.StartsWith(Depth, StringComparison.Ordinal))
            return false;
        var rest = message.AsSpan(Depth.Length);
        if (rest.IndexOf(' ') is var end and > 0 && long.TryParse(rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var depth))
            most = depth;
        return true;
    }

    /// <summary>Whether a value is of another type, or is <see langword="null"/> where that is not allowed.</summary>
    public static bool IsOfValue(string message) => message.StartsWith(Unable, StringComparison.Ordinal) || IsOfNull(message);

    /// <summary>Whether a value is <see langword="null"/> where that is not allowed.</summary>
    public static bool IsOfNull(string message) =>
        message.StartsWith(NullProperty, StringComparison.Ordinal) || message.StartsWith(NullParameter, StringComparison.Ordinal);

    /// <summary>Whether there is no such member.</summary>
    public static bool IsOfUnknownMember(string message) =>
        message.StartsWith("The JSON property '", StringComparison.Ordinal) && message.Contains(Unknown, StringComparison.Ordinal);

    /// <summary>Whether a member is there more than once.</summary>
    /// <param name="message">The sentence.</param>
    /// <param name="isInPath">Whether the path ends with that member, and not with what it is a member of, as it does in JSON that is kept as it is.</param>
    /// <param name="member">Its name where the path does not say it; <see langword="null"/> where the sentence cut it.</param>
    public static bool IsOfDuplicate(string message, out bool isInPath, out string? member)
    {
        var isOfOne = message.StartsWith(Duplicate, StringComparison.Ordinal);
        isInPath = !isOfOne || !message.EndsWith(EndOfDuplicate, StringComparison.Ordinal);
        member = isInPath || message.EndsWith(EndOfCutDuplicate, StringComparison.Ordinal) ? null : message[Duplicate.Length..^EndOfDuplicate.Length];
        return isOfOne || message.StartsWith(DuplicateOfMap, StringComparison.Ordinal);
    }

    /// <summary>The members that are missing. Of many it names the first ones alone.</summary>
    /// <returns>Their names; empty where it is not about that.</returns>
    public static IReadOnlyList<string> MissingMembers(string message)
    {
        var start = message.StartsWith("JSON deserialization for type '", StringComparison.Ordinal) ? message.IndexOf(Missing, StringComparison.Ordinal) : -1;
        if (start < 0)
            return [];
        var names = new List<string>();
        // 'sku', 'left'. Between them stands what separates a list in the culture of the process.
        for (var rest = message.AsSpan(start + Missing.Length); rest is ['\'', ..] && rest[1..].IndexOf('\'') is var length and >= 0;)
        {
            names.Add(rest.Slice(1, length).ToString());
            rest = rest[(length + 2)..];
            if (rest.IsEmpty || rest[0] == '.')
                break;
            rest = rest.IndexOf('\'') is var next and >= 0 ? rest[next..] : default;
        }
        return names;
    }
}
