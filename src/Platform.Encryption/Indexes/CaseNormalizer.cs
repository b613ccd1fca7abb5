using System.Text;

namespace Platform.Encryption.Indexes;

/// <summary>NFKC, one case, and no space that says nothing.</summary>
/// <param name="name">The name.</param>
/// <param name="oneBlank">Whether space within becomes one blank, or is taken away.</param>
internal sealed class CaseNormalizer(string name, bool oneBlank) : TextNormalizer(name)
{
    /// <summary>What NFKC makes of one UTF-16 unit at most (U+FDFA).</summary>
    private const int LongestForm = 18;

    /// <summary>Where a program is built with InvariantGlobalization the runtime normalises nothing and says nothing: its index would not find what another program has written.</summary>
    private static readonly bool CanNormalize = "\uFB01".Normalize(NormalizationForm.FormKC) == "fi";

    internal override int GetMaxLength(ReadOnlySpan<char> text) => Ascii.IsValid(text) ? text.Length : checked(text.Length * LongestForm);

    internal override int Normalize(ReadOnlySpan<char> text, Span<char> destination)
    {
        if (!Ascii.IsValid(text))
            text = ToOneForm(text, oneBlank);
        var length = 0;
        var blanks = false;
        foreach (var unit in text)
        {
            if (char.IsWhiteSpace(unit))
            {
                blanks = length > 0;
                continue;
            }
            if (blanks && oneBlank)
                destination[length++] = ' ';
            blanks = false;
            destination[length++] = char.IsAsciiLetterUpper(unit) ? (char)(unit | 0x20) : unit;
        }
        return length;
    }

    /// <summary>Upper case first: some lower-case letters, as the final sigma, have a common one. And NFKC again, since case may take apart what it had put together.</summary>
    private static ReadOnlySpan<char> ToOneForm(ReadOnlySpan<char> text, bool oneBlank)
    {
        if (!CanNormalize)
            throw new InvalidOperationException("This program is built with InvariantGlobalization, in which Unicode normalization does nothing. An index of texts beyond ASCII needs it.");
        try
        {
            var compatible = text.ToString().Normalize(NormalizationForm.FormKC);
            // Before the last form: a mark that stood on a blank (a spacing diaeresis is one) stands on a letter then, and belongs to it.
            if (!oneBlank)
                compatible = string.Concat(compatible.Where(static unit => !char.IsWhiteSpace(unit)));
            return compatible.ToUpperInvariant().ToLowerInvariant().Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            throw new ArgumentException("The text is not well-formed: it has half of a surrogate pair.", nameof(text));
        }
    }
}
