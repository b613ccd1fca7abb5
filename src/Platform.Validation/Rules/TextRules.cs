using System.ComponentModel;

namespace Platform.Validation.Rules;

/// <summary>What generated code asks of texts.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TextRules
{
    /// <summary>Whether a text has at least so many code points.</summary>
    /// <param name="value">The text.</param>
    /// <param name="minimum">How many.</param>
    /// <returns>Whether it has.</returns>
    public static bool HasAtLeast(string value, int minimum) => value.Length >= minimum && (value.Length >= 2L * minimum || CodePoints(value) >= minimum);

    /// <summary>Whether a text has at most so many code points.</summary>
    /// <param name="value">The text.</param>
    /// <param name="maximum">How many.</param>
    /// <returns>Whether it has.</returns>
    public static bool HasAtMost(string value, int maximum) => value.Length <= maximum || (value.Length <= 2L * maximum && CodePoints(value) <= maximum);

    /// <summary>How many code points a text has. Half a character counts as one.</summary>
    /// <param name="value">The text.</param>
    /// <returns>The number.</returns>
    public static int CodePoints(string value)
    {
        var count = value.Length;
        for (var i = 1; i < value.Length; i++)
        {
            if (char.IsLowSurrogate(value[i]) && char.IsHighSurrogate(value[i - 1]))
                count--;
        }
        return count;
    }

    /// <summary>Whether a text is more than white space.</summary>
    /// <param name="value">The text.</param>
    /// <returns>Whether it is.</returns>
    public static bool HasInk(string value) => value.Length > 0 && (!char.IsWhiteSpace(value[0]) || !value.AsSpan().IsWhiteSpace());
}
