using System.Text.RegularExpressions;
using Platform.Shared;
using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Schema.Patterns;

/// <summary>
/// A pattern that looks around or back, or is too large for an automaton: .NET's regular expressions match it, on the text as UTF-16, with
/// backtracking.
/// </summary>
internal sealed class RegexMatcher(string pattern, Regex regex) : PatternMatcher(pattern)
{
    public override bool TakesTime => true;

    public override bool IsMatch(ReadOnlySpan<byte> utf8, ByteScratch scratch, ref long steps, long mostSteps)
    {
        steps += utf8.Length >> 2;
        return steps <= mostSteps && regex.IsMatchInTime(scratch.Characters(utf8));
    }
}
