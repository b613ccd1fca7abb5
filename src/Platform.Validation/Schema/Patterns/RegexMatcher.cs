using System.Text.RegularExpressions;
using Platform.Shared;
using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Schema.Patterns;

/// <summary>A pattern that .NET's regular expressions match, on the text as UTF-16.</summary>
internal sealed class RegexMatcher(string pattern, Regex regex) : PatternMatcher(pattern)
{
    public override bool TakesTime => true;

    public override bool IsMatch(ReadOnlySpan<byte> utf8, ByteScratch scratch) => regex.IsMatchInTime(scratch.Characters(utf8));
}
