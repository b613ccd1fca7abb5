using System.Buffers;
using System.Text.Json;

namespace Platform.Validation.AspNetCore.Binding;

/// <summary>Names that a reader which takes any letters for the same would take for one: the first would be judged, and the last bound.</summary>
internal static class NamesInOtherLetters
{
    /// <summary>Whether two names of one object are the same but for their letters' case.</summary>
    /// <param name="body">JSON, of which all has been read once.</param>
    /// <param name="maxDepth">How deep it may be.</param>
    public static bool Any(in ReadOnlySequence<byte> body, int maxDepth)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = maxDepth });
        // One set of names for each object around the place that is read.
        var open = new Stack<HashSet<string>>();
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.StartObject)
                open.Push(new HashSet<string>(StringComparer.OrdinalIgnoreCase));
            else if (reader.TokenType == JsonTokenType.EndObject)
                open.Pop();
            else if (reader.TokenType == JsonTokenType.PropertyName && !open.Peek().Add(reader.GetString()!))
                return true;
        }

        return false;
    }
}
