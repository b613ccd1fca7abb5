using System.Text;
using Platform.Validation.Schema.Patterns;

namespace Platform.Validation.Schema.Formats;

/// <summary><c>regex</c>: a regular expression of ECMA-262. It is only read, never run.</summary>
internal static class RegexFormat
{
    /// <summary>A text of more bytes has more characters than a pattern may have, and is not even decoded.</summary>
    private const int MostBytes = 3 << 20;

    public static bool IsMatch(ReadOnlySpan<byte> text) => text.Length <= MostBytes && EcmaParser.IsPattern(Encoding.UTF8.GetString(text));
}
