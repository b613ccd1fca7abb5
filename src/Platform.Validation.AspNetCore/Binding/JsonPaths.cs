using System.Text;

namespace Platform.Validation.AspNetCore.Binding;

/// <summary>Turns the paths of System.Text.Json (<c>$.lines[0]['a b']</c>) into JSON Pointers.</summary>
internal static class JsonPaths
{
    public static string ToPointer(string? path)
    {
        if (path is null or [] || path[0] != '$')
            return "";
        var pointer = new StringBuilder(path.Length);
        for (var at = 1; at < path.Length;)
        {
            if (path[at] == '.')
            {
                var end = path.AsSpan(at + 1).IndexOfAny('.', '[');
                Append(pointer, path.AsSpan(at + 1, end < 0 ? path.Length - at - 1 : end));
                at = end < 0 ? path.Length : at + 1 + end;
            }
            else if (path.AsSpan(at).StartsWith("['"))
            {
                // A name within quotes may hold a bracket; the quote that closes it is followed by one and then by another step or the end.
                var end = EndOfQuoted(path, at + 2);
                Append(pointer, path.AsSpan(at + 2, end - at - 2));
                at = Math.Min(end + 2, path.Length);
            }
            else
            {
                var end = path.IndexOf(']', at);
                if (end < 0)
                    break;
                Append(pointer, path.AsSpan(at + 1, end - at - 1));
                at = end + 1;
            }
        }
        return FailureText.Cut(pointer.ToString());
    }

    private static int EndOfQuoted(string path, int start)
    {
        for (var at = start; at < path.Length - 1; at++)
        {
            if (path[at] == '\'' && path[at + 1] == ']' && (at + 2 == path.Length || path[at + 2] is '.' or '['))
                return at;
        }
        return path.Length;
    }

    private static void Append(StringBuilder pointer, ReadOnlySpan<char> name)
    {
        pointer.Append('/');
        foreach (var c in name)
        {
            if (c == '~')
                pointer.Append("~0");
            else if (c == '/')
                pointer.Append("~1");
            else
                pointer.Append(c);
        }
    }
}
