using System.ComponentModel;
using System.Text.RegularExpressions;

namespace Platform.Validation.Rules;

/// <summary>A regular expression that a rule declares. Immutable and safe on many threads.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class TextPattern
{
    private readonly Regex _regex;
    private readonly bool _isWhole;

    /// <summary>A pattern that is compiled already.</summary>
    /// <param name="regex">The pattern.</param>
    public TextPattern(Regex regex)
    {
        ArgumentNullException.ThrowIfNull(regex);
        _regex = regex;
    }

    /// <summary>A pattern as text: without backtracking where it can run so, else with a time limit.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="isWhole">Whether the first match must be the whole text, as <c>[RegularExpression]</c> asks, which lets an empty text in.</param>
    /// <param name="timeoutMilliseconds">The time limit where backtracking cannot be avoided.</param>
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
                return _regex.IsMatch(value);
            if (value.Length == 0)
                return true;
            foreach (var match in _regex.EnumerateMatches(value))
                return match.Index == 0 && match.Length == value.Length;
            return false;
        }
        catch (RegexMatchTimeoutException)
        {
            ranOut = true;
            return false;
        }
    }

    private static Regex Compile(string pattern, int timeoutMilliseconds)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException)
        {
            // It looks around or back, or is too large for an automaton.
            return new Regex(pattern, RegexOptions.CultureInvariant, timeoutMilliseconds > 0 ? TimeSpan.FromMilliseconds(timeoutMilliseconds)
                : Regex.InfiniteMatchTimeout);
        }
    }
}
