using System.ComponentModel;
using System.Text.RegularExpressions;
using Platform.Shared;

namespace Platform.Validation.Rules;

/// <summary>A regular expression that a rule declares. Immutable and safe on many threads.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class TextPattern
{
    private const int DefaultTimeoutMilliseconds = 2_000;

    private readonly Regex _regex;
    private readonly bool _isWhole;

    /// <summary>A pattern that is compiled already.</summary>
    /// <param name="regex">The pattern.</param>
    /// <exception cref="ArgumentException">It backtracks and has no time limit: one hostile value would hold a request up for ever.</exception>
    public TextPattern(Regex regex)
    {
        ArgumentNullException.ThrowIfNull(regex);
        if (regex.MatchTimeout == Regex.InfiniteMatchTimeout && !regex.Options.HasFlag(RegexOptions.NonBacktracking))
            throw new ArgumentException($"The pattern {regex} backtracks and has no time limit. Give [GeneratedRegex] matchTimeoutMilliseconds.", nameof(regex));
        _regex = regex;
    }

    /// <summary>A pattern as text: without backtracking where it can run so, and in any case with a time limit.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="isWhole">Whether the first match must be the whole text, as <c>[RegularExpression]</c> asks, which lets an empty text in.</param>
    /// <param name="timeoutMilliseconds">The time limit; of what is no limit (zero and less) two seconds are made.</param>
    public TextPattern(string pattern, bool isWhole, int timeoutMilliseconds)
    {
        _isWhole = isWhole;
        _regex = Compile(pattern, timeoutMilliseconds);
    }

    /// <summary>Whether a text matches.</summary>
    /// <param name="value">The text.</param>
    /// <returns>Whether it does; <see langword="false"/> where time ran out.</returns>
    public bool IsMatch(string value) => TryMatch(value, out _);

    /// <summary>Why a text does not match.</summary>
    /// <param name="value">The text.</param>
    /// <returns>The code.</returns>
    public string CodeOf(string value) => !TryMatch(value, out var ranOut) && ranOut ? ValidationCodes.StringPatternTimeout
        : ValidationCodes.StringPatternMismatch;

    /// <summary>The pattern as text.</summary>
    /// <returns>The pattern.</returns>
    public override string ToString() => _regex.ToString();

    private bool TryMatch(string value, out bool ranOut)
    {
        ranOut = false;
        try
        {
            if (!_isWhole)
                return _regex.IsMatchInTime(value);
            if (value.Length == 0)
                return true;
            var started = RegexVerdict.Clock;
            var isMatch = false;
            foreach (var match in _regex.EnumerateMatches(value))
            {
                isMatch = match.Index == 0 && match.Length == value.Length;
                break;
            }
            RegexVerdict.RequireInTime(_regex, started);
            return isMatch;
        }
        catch (RegexMatchTimeoutException)
        {
            ranOut = true;
            return false;
        }
    }

    private static Regex Compile(string pattern, int timeoutMilliseconds)
    {
        // Without backtracking time grows with the text alone, but for some patterns by a microsecond for each character.
        var timeout = TimeSpan.FromMilliseconds(timeoutMilliseconds > 0 ? timeoutMilliseconds : DefaultTimeoutMilliseconds);
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, timeout);
        }
        catch (NotSupportedException)
        {
            // It looks around or back, or is too large for an automaton.
            return new Regex(pattern, RegexOptions.CultureInvariant, timeout);
        }
    }
}
