namespace Platform.Errors;

/// <summary>JSON Pointer, RFC 6901.</summary>
internal static class JsonPointers
{
    /// <summary>§3: empty, or tokens that each start with <c>/</c>, in which <c>~</c> stands only before <c>0</c> or <c>1</c>.</summary>
    public static bool IsValid(ReadOnlySpan<char> pointer)
    {
        if (pointer.IsEmpty)
            return true;
        if (pointer[0] != '/')
            return false;
        for (var rest = pointer; rest.IndexOf('~') is var tilde and >= 0; rest = rest[(tilde + 2)..])
        {
            if (tilde + 1 >= rest.Length || rest[tilde + 1] is not ('0' or '1'))
                return false;
        }
        return true;
    }

    public static void Require(string pointer)
    {
        ArgumentNullException.ThrowIfNull(pointer);
        if (!IsValid(pointer))
            throw new ArgumentException($"'{pointer}' is not a JSON Pointer (RFC 6901): empty, or '/' first, and '~' only before '0' or '1'.", nameof(pointer));
    }

    /// <summary>A pointer to a member of the document itself, §4.</summary>
    public static string Of(string member) =>
        string.Concat("/", member.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));

    /// <summary>
    /// A stranger's pointer: as it is, or as the fragment of a URI (§6), which RFC 9457's own example has. <see langword="null"/> for what is neither.
    /// </summary>
    public static string? Parse(string? text)
    {
        var pointer = text is ['#', ..] ? Uri.UnescapeDataString(text[1..]) : text;
        return pointer is not null && IsValid(pointer) ? pointer : null;
    }
}
