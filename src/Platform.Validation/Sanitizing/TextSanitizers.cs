namespace Platform.Validation.Sanitizing;

/// <summary>
/// What is done to a text before its rules are asked. Whatever the order in which they are written, they are applied in that of their
/// values.
/// </summary>
[Flags]
public enum TextSanitizers
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Control characters (Unicode category Cc) go, except tab, line feed and carriage return.</summary>
    StripControl = 1,

    /// <summary>Marks that change the direction of writing go (Unicode property Bidi_Control): they make a text look like another one.</summary>
    StripBidi = 2,

    /// <summary>
    /// Characters without a shape go: zero-width spaces and joiners, soft hyphens, byte order marks, fillers, tags (of Unicode property
    /// Default_Ignorable_Code_Point all but variation selectors of the first plane). For names and keys: two that look alike are then alike.
    /// Emoji that are joined come apart, and Persian and Indic words may change their look.
    /// </summary>
    StripInvisible = 4,

    /// <summary>Unicode normalization form C: one way to write each character. Half a character (a lone surrogate) becomes U+FFFD.</summary>
    NormalizeC = 8,

    /// <summary>Unicode normalization form KC: the same, and compatibility variants such as full-width letters and ligatures become plain ones.</summary>
    NormalizeKC = 16,

    /// <summary>Each run of white space becomes one space.</summary>
    CollapseWhiteSpace = 32,

    /// <summary>White space at both ends goes.</summary>
    Trim = 64,

    /// <summary>Letters become small, in the invariant culture.</summary>
    LowerCase = 128,

    /// <summary>Letters become capital, in the invariant culture.</summary>
    UpperCase = 256,

    /// <summary>All but the digits 0 to 9 goes.</summary>
    DigitsOnly = 512,
}
