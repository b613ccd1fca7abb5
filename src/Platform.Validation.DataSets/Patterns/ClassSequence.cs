using System.Buffers;
using System.Text.RegularExpressions;

namespace Platform.Validation.DataSets.Patterns;

/// <summary>
/// A regular expression that is nothing but a row of classes of characters from the beginning of a text to its end, such as
/// <c>^[a-z0-9.]+@[a-z0-9.]+$</c>, matched by looking for the first character that is not in a class.
/// </summary>
/// <remarks>
/// Most patterns of data are of this kind, and the expression engine takes several times as long for them. Taken is only what means the same
/// whatever its options are: literals and classes of single characters and ranges, negated or not, with a number of times. A class that
/// is repeated any number of times takes all it can get, which is right only where what follows cannot begin with a character of it.
/// </remarks>
internal sealed class ClassSequence
{
    private const RegexOptions Harmless = RegexOptions.CultureInvariant | RegexOptions.Compiled | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;

    private readonly Part[] _parts;
    private readonly bool _endsBeforeLineFeed;

    private ClassSequence(Part[] parts, bool endsBeforeLineFeed) => (_parts, _endsBeforeLineFeed) = (parts, endsBeforeLineFeed);

    /// <summary>The expression as a row of classes, or nothing where it is something else.</summary>
    public static ClassSequence? TryCreate(Regex regex) =>
        (regex.Options & ~Harmless) == 0 && new ClassSequenceReader(regex.ToString()).TryRead(out var parts, out var endsBeforeLineFeed)
            ? new ClassSequence(parts, endsBeforeLineFeed)
            : null;

    public bool IsMatch(ReadOnlySpan<char> text)
    {
        foreach (var part in _parts)
        {
            var most = Math.Min(part.Most, text.Length);
            var taken = part.IsNegated ? text[..most].IndexOfAny(part.Characters) : text[..most].IndexOfAnyExcept(part.Characters);
            if (taken < 0)
                taken = most;
            if (taken < part.Least)
                return false;
            text = text[taken..];
        }
        // A dollar sign also stands before a line feed that ends the text.
        return text.IsEmpty || (_endsBeforeLineFeed && text is "\n");
    }

    /// <summary>A class, and how often it comes.</summary>
    /// <param name="Characters">The characters.</param>
    /// <param name="IsNegated">Whether it is all others.</param>
    /// <param name="Least">How often at least.</param>
    /// <param name="Most">How often at most.</param>
    internal sealed record Part(SearchValues<char> Characters, bool IsNegated, int Least, int Most);
}
