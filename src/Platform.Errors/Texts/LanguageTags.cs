namespace Platform.Errors;

/// <summary>The shape of language tags, RFC 5646 §2.1: subtags of one to eight letters or digits, joined by hyphens, letters first.</summary>
internal static class LanguageTags
{
    /// <summary>Longer than any tag in use, and short enough that a hostile one costs nothing.</summary>
    private const int MaximumLength = 35;

    public static bool IsWellFormed(ReadOnlySpan<char> tag)
    {
        if (tag.Length is 0 or > MaximumLength)
            return false;
        var first = true;
        foreach (var range in tag.Split('-'))
        {
            var subtag = tag[range];
            if (subtag.Length is 0 or > 8 || !IsMadeOf(subtag, lettersOnly: first))
                return false;
            first = false;
        }
        return true;
    }

    /// <summary>A list of tags with one more, unless it is in it.</summary>
    public static string With(string tags, string tag)
    {
        if (tags == tag)
            return tags;
        foreach (var range in tags.AsSpan().Split(", "))
        {
            if (tags.AsSpan(range).Equals(tag, StringComparison.OrdinalIgnoreCase))
                return tags;
        }
        return $"{tags}, {tag}";
    }

    private static bool IsMadeOf(ReadOnlySpan<char> subtag, bool lettersOnly)
    {
        foreach (var each in subtag)
        {
            if (!(lettersOnly ? char.IsAsciiLetter(each) : char.IsAsciiLetterOrDigit(each)))
                return false;
        }
        return true;
    }
}
