using System.Text.RegularExpressions;

namespace Platform.Shared;

/// <summary>Asks a regular expression, and believes no answer that came after its time.</summary>
/// <remarks>
/// An expression that does not backtrack and whose time is up at the last character does not say so: it answers for the text without that character. By the clock that it looks at itself.
/// </remarks>
internal static class RegexVerdict
{
    /// <summary>Milliseconds, as the engine reads them.</summary>
    public static long Clock => Environment.TickCount64;

    /// <exception cref="RegexMatchTimeoutException">It took longer than it may.</exception>
    public static bool IsMatchInTime(this Regex regex, ReadOnlySpan<char> text)
    {
        var started = Clock;
        var matches = regex.IsMatch(text);
        RequireInTime(regex, started);
        return matches;
    }

    /// <param name="regex">The expression.</param>
    /// <param name="started">What <see cref="Clock"/> was before it was asked.</param>
    /// <exception cref="RegexMatchTimeoutException">Its time has passed since.</exception>
    public static void RequireInTime(Regex regex, long started)
    {
        if (regex.MatchTimeout != Regex.InfiniteMatchTimeout && Clock - started >= regex.MatchTimeout.TotalMilliseconds)
            throw new RegexMatchTimeoutException("", regex.ToString(), regex.MatchTimeout);
    }
}
