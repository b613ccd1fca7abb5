namespace Platform.Errors.SourceGeneration;

/// <summary>The holes of a detail, by the runtime's grammar; a test holds the two together.</summary>
internal static class DetailTemplate
{
    /// <summary>Takes a template apart.</summary>
    /// <param name="template">The text.</param>
    /// <param name="holes">The names in braces, in order.</param>
    /// <returns>The position of what is malformed, or -1.</returns>
    public static int Parse(string template, out List<string> holes)
    {
        holes = [];
        for (var index = 0; index < template.Length; index++)
        {
            var current = template[index];
            if (current is not ('{' or '}'))
                continue;
            if (index + 1 < template.Length && template[index + 1] == current)
            {
                index++;
                continue;
            }
            var end = current == '{' ? template.IndexOf('}', index) : -1;
            var name = end < 0 ? "" : template.Substring(index + 1, end - index - 1);
            if (!IsName(name))
                return index;
            holes.Add(name);
            index = end;
        }
        return -1;
    }

    private static bool IsName(string name) =>
        name.Length > 0 && (char.IsLetter(name[0]) || name[0] == '_') && name.All(each => char.IsLetterOrDigit(each) || each == '_');
}
