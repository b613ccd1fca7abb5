using System.Text.Json;

namespace Platform.Conformance.Tests.Json;

/// <summary>How the HTTP doors of the sample read JSON: RFC 8259 and nothing beyond it.</summary>
public static class JsonDoor
{
    /// <summary>The settings of a typed reading.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        AllowTrailingCommas = false,
        ReadCommentHandling = JsonCommentHandling.Disallow,
        MaxDepth = 64,
    };

    /// <summary>The same for a bare reader.</summary>
    public static JsonReaderOptions ReaderOptions { get; } = new()
    {
        AllowTrailingCommas = Options.AllowTrailingCommas,
        CommentHandling = Options.ReadCommentHandling,
        MaxDepth = Options.MaxDepth,
    };

    /// <summary>How deep arrays and objects are nested, as far as brackets outside strings tell: also for text that is no JSON.</summary>
    /// <param name="bytes">The text, in UTF-8.</param>
    /// <returns>The greatest number of brackets open at once.</returns>
    public static int Depth(ReadOnlySpan<byte> bytes)
    {
        var (depth, deepest, inString) = (0, 0, false);
        for (var at = 0; at < bytes.Length; at++)
        {
            switch (bytes[at])
            {
                case (byte)'\\' when inString:
                    at++;
                    break;
                case (byte)'"':
                    inString = !inString;
                    break;
                case (byte)'[' or (byte)'{' when !inString:
                    deepest = Math.Max(deepest, ++depth);
                    break;
                case (byte)']' or (byte)'}' when !inString:
                    depth--;
                    break;
            }
        }
        return deepest;
    }
}
