using System.Text;
using System.Text.Json;

namespace Platform.Errors;

/// <summary>
/// Turns the ways in which .NET names a place in a body (<c>$.items[0].qty</c> of the serializer, <c>Items[0].Qty</c> of validation) into a JSON Pointer (RFC
/// 6901) in the names of the wire.
/// </summary>
internal static class MemberPaths
{
    /// <summary>Names come from the caller and can be as long as a body; a longer pointer ends at the last part that fits.</summary>
    private const int LongestPointer = 1024;

    /// <param name="path">The path. One that starts with <c>$</c> has the names of the wire already.</param>
    /// <param name="naming">How members are named on the wire; <see langword="null"/> leaves them as they are.</param>
    public static string ToPointer(string path, JsonNamingPolicy? naming)
    {
        var isOfTheWire = path.StartsWith('$');
        var pointer = new StringBuilder();
        for (var rest = isOfTheWire ? path.AsSpan(1) : path.AsSpan(); !rest.IsEmpty;)
        {
            var token = Next(ref rest, out var isMember);
            var name = token.ToString();
            if (isMember && !isOfTheWire && naming is not null)
                name = naming.ConvertName(name);
            if (pointer.Length + 1 + name.Length > LongestPointer)
                break;
            pointer.Append(JsonPointers.Of(name));
        }
        return pointer.ToString();
    }

    /// <summary>The next part: <c>['a name']</c>, <c>[0]</c>, or a name up to the next dot or bracket.</summary>
    private static ReadOnlySpan<char> Next(ref ReadOnlySpan<char> rest, out bool isMember)
    {
        if (rest.StartsWith("['") && EndOfQuoted(rest) is var quoted and > 0)
        {
            isMember = true;
            return Take(ref rest, 2, quoted, quoted + 2);
        }
        if (rest[0] == '[' && rest.IndexOf(']') is var bracket and > 0)
        {
            isMember = false;
            return Take(ref rest, 1, bracket, bracket + 1);
        }
        isMember = true;
        var start = rest[0] == '.' ? 1 : 0;
        var length = rest[start..].IndexOfAny('.', '[');
        // A bracket that opens the name and closes nothing is a part of it.
        if (length == 0 && rest[start] == '[')
            length = rest[(start + 1)..].IndexOfAny('.', '[') is var next and >= 0 ? next + 1 : -1;
        var end = length < 0 ? rest.Length : start + length;
        return Take(ref rest, start, end, end);
    }

    /// <summary>A quoted name is not escaped; it ends at the last <c>']</c> that the path goes on from or ends with.</summary>
    private static int EndOfQuoted(ReadOnlySpan<char> rest)
    {
        for (var at = 2; at < rest.Length - 1; at++)
        {
            if (rest[at] == '\'' && rest[at + 1] == ']' && (at + 2 == rest.Length || rest[at + 2] is '.' or '['))
                return at;
        }
        return -1;
    }

    private static ReadOnlySpan<char> Take(ref ReadOnlySpan<char> rest, int start, int end, int next)
    {
        var token = rest[start..end];
        rest = rest[next..];
        return token;
    }
}
