using System.Globalization;

namespace Platform.Validation.Schema.Patterns;

/// <summary>The properties that <c>\p{…}</c> can name: general categories and a few that need no table.</summary>
internal static class UnicodeProperties
{
    /// <summary>The code points of each category. All of Unicode is looked at for it, once, when the first pattern asks.</summary>
    private static readonly Lazy<CodePointSet[]> ByCategory = new(Collect);

    /// <summary>Whether a property is known.</summary>
    public static bool IsKnown(string name) => Value(name) is { } value && (value is "Any" or "ASCII" or "ASCII_Hex_Digit" or "AHex" or "Assigned" || Categories(value) is not null);

    /// <summary>The members of a property, or <see langword="null"/> where it is not known.</summary>
    public static CodePointSet? Find(string name)
    {
        if (Value(name) is not { } value)
            return null;
        switch (value)
        {
            case "Any":
                return CodePointSet.Of((0, CodePointSet.Most));
            case "ASCII":
                return CodePointSet.Of((0, 0x7F));
            case "ASCII_Hex_Digit" or "AHex":
                return CodePointSet.Of(('0', '9'), ('A', 'F'), ('a', 'f'));
            case "Assigned":
                return ByCategory.Value[(int)UnicodeCategory.OtherNotAssigned].Complement();
        }
        var categories = Categories(value);
        return categories is null ? null : CodePointSet.Of(categories.SelectMany(static category => ByCategory.Value[(int)category].Ranges.ToArray()));
    }

    /// <summary>What stands behind the equals sign, where one of the names of the general category stands before it; or the whole.</summary>
    private static string? Value(string name)
    {
        var equals = name.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
            return name;
        return name[..equals] is "gc" or "General_Category" ? name[(equals + 1)..] : null;
    }

    private static CodePointSet[] Collect()
    {
        var ranges = new List<(int First, int Last)>[(int)UnicodeCategory.OtherNotAssigned + 1];
        for (var at = 0; at <= CodePointSet.Most; at++)
        {
            var own = ranges[(int)CharUnicodeInfo.GetUnicodeCategory(at)] ??= [];
            if (own.Count > 0 && own[^1].Last == at - 1)
                own[^1] = (own[^1].First, at);
            else
                own.Add((at, at));
        }
        return [.. ranges.Select(static each => CodePointSet.Of(each ?? []))];
    }

    private static UnicodeCategory[]? Categories(string name) => name switch
    {
        "L" or "Letter" => [UnicodeCategory.UppercaseLetter, UnicodeCategory.LowercaseLetter, UnicodeCategory.TitlecaseLetter, UnicodeCategory.ModifierLetter, UnicodeCategory.OtherLetter],
        "LC" or "Cased_Letter" => [UnicodeCategory.UppercaseLetter, UnicodeCategory.LowercaseLetter, UnicodeCategory.TitlecaseLetter],
        "Lu" or "Uppercase_Letter" => [UnicodeCategory.UppercaseLetter],
        "Ll" or "Lowercase_Letter" => [UnicodeCategory.LowercaseLetter],
        "Lt" or "Titlecase_Letter" => [UnicodeCategory.TitlecaseLetter],
        "Lm" or "Modifier_Letter" => [UnicodeCategory.ModifierLetter],
        "Lo" or "Other_Letter" => [UnicodeCategory.OtherLetter],
        "M" or "Mark" or "Combining_Mark" => [UnicodeCategory.NonSpacingMark, UnicodeCategory.SpacingCombiningMark, UnicodeCategory.EnclosingMark],
        "Mn" or "Nonspacing_Mark" => [UnicodeCategory.NonSpacingMark],
        "Mc" or "Spacing_Mark" => [UnicodeCategory.SpacingCombiningMark],
        "Me" or "Enclosing_Mark" => [UnicodeCategory.EnclosingMark],
        "N" or "Number" => [UnicodeCategory.DecimalDigitNumber, UnicodeCategory.LetterNumber, UnicodeCategory.OtherNumber],
        "Nd" or "Decimal_Number" or "digit" => [UnicodeCategory.DecimalDigitNumber],
        "Nl" or "Letter_Number" => [UnicodeCategory.LetterNumber],
        "No" or "Other_Number" => [UnicodeCategory.OtherNumber],
        "P" or "Punctuation" or "punct" => [
            UnicodeCategory.ConnectorPunctuation, UnicodeCategory.DashPunctuation, UnicodeCategory.OpenPunctuation, UnicodeCategory.ClosePunctuation,
            UnicodeCategory.InitialQuotePunctuation, UnicodeCategory.FinalQuotePunctuation, UnicodeCategory.OtherPunctuation],
        "Pc" or "Connector_Punctuation" => [UnicodeCategory.ConnectorPunctuation],
        "Pd" or "Dash_Punctuation" => [UnicodeCategory.DashPunctuation],
        "Ps" or "Open_Punctuation" => [UnicodeCategory.OpenPunctuation],
        "Pe" or "Close_Punctuation" => [UnicodeCategory.ClosePunctuation],
        "Pi" or "Initial_Punctuation" => [UnicodeCategory.InitialQuotePunctuation],
        "Pf" or "Final_Punctuation" => [UnicodeCategory.FinalQuotePunctuation],
        "Po" or "Other_Punctuation" => [UnicodeCategory.OtherPunctuation],
        "S" or "Symbol" => [UnicodeCategory.MathSymbol, UnicodeCategory.CurrencySymbol, UnicodeCategory.ModifierSymbol, UnicodeCategory.OtherSymbol],
        "Sm" or "Math_Symbol" => [UnicodeCategory.MathSymbol],
        "Sc" or "Currency_Symbol" => [UnicodeCategory.CurrencySymbol],
        "Sk" or "Modifier_Symbol" => [UnicodeCategory.ModifierSymbol],
        "So" or "Other_Symbol" => [UnicodeCategory.OtherSymbol],
        "Z" or "Separator" => [UnicodeCategory.SpaceSeparator, UnicodeCategory.LineSeparator, UnicodeCategory.ParagraphSeparator],
        "Zs" or "Space_Separator" => [UnicodeCategory.SpaceSeparator],
        "Zl" or "Line_Separator" => [UnicodeCategory.LineSeparator],
        "Zp" or "Paragraph_Separator" => [UnicodeCategory.ParagraphSeparator],
        "C" or "Other" => [UnicodeCategory.Control, UnicodeCategory.Format, UnicodeCategory.Surrogate, UnicodeCategory.PrivateUse, UnicodeCategory.OtherNotAssigned],
        "Cc" or "Control" or "cntrl" => [UnicodeCategory.Control],
        "Cf" or "Format" => [UnicodeCategory.Format],
        "Cs" or "Surrogate" => [UnicodeCategory.Surrogate],
        "Co" or "Private_Use" => [UnicodeCategory.PrivateUse],
        "Cn" or "Unassigned" => [UnicodeCategory.OtherNotAssigned],
        _ => null,
    };
}
