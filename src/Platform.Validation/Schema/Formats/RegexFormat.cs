using System.Text;
using Platform.Validation.Schema.Patterns;

namespace Platform.Validation.Schema.Formats;

/// <summary><c>regex</c>: a regular expression of ECMA-262. It is only read, never run.</summary>
internal static class RegexFormat
{
    public static bool IsMatch(ReadOnlySpan<byte> text) => EcmaParser.IsPattern(Encoding.UTF8.GetString(text));
}
