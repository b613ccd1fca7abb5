using System.Globalization;
using System.Text;

namespace Platform.Validation.Schema.Formats;

/// <summary>
/// Which labels IDNA 2008 lets in: RFC 5891, section 4.2, with the code points of RFC 5892 derived from general categories, as its
/// section 3 says, so that they follow the runtime's version of Unicode.
/// </summary>
internal static class Idna
{
    public const string Prefix = "xn--";

    private const int MiddleDot = 0x00B7;
    private const int Keraia = 0x0375;
    private const int Geresh = 0x05F3;
    private const int Gershayim = 0x05F4;
    private const int KatakanaMiddleDot = 0x30FB;
    private const int NonJoiner = 0x200C;
    private const int Joiner = 0x200D;

    /// <summary>Canonical combining class 9, which .NET does not tell.</summary>
    private static ReadOnlySpan<int> Viramas =>
    [
        0x094D, 0x09CD, 0x0A4D, 0x0ACD, 0x0B4D, 0x0BCD, 0x0C4D, 0x0CCD, 0x0D3B, 0x0D3C, 0x0D4D, 0x0DCA, 0x0E3A, 0x0EBA, 0x0F84, 0x1039, 0x103A, 0x1714,
        0x1715, 0x1734, 0x17D2, 0x1A60, 0x1B44, 0x1BAA, 0x1BAB, 0x1BF2, 0x1BF3, 0x2D7F, 0xA806, 0xA82C, 0xA8C4, 0xA953, 0xA9C0, 0xAAF6, 0xABED, 0x10A3F,
        0x11046, 0x11070, 0x1107F, 0x110B9, 0x11133, 0x11134, 0x111C0, 0x11235, 0x112EA, 0x1134D, 0x11442, 0x114C2, 0x115BF, 0x1163F, 0x116B6, 0x1172B,
        0x11839, 0x1193D, 0x1193E, 0x119E0, 0x11A34, 0x11A47, 0x11A99, 0x11C3F, 0x11D44, 0x11D45, 0x11D97,
    ];

    /// <summary>Whether a label beyond ASCII is a U-label.</summary>
    public static bool IsUnicodeLabel(string label)
    {
        int[] points = [.. label.EnumerateRunes().Select(static rune => rune.Value)];
        if (!label.IsNormalized(NormalizationForm.FormC) || points[0] == '-' || points[^1] == '-' || (points.Length > 3 && points[2] == '-' && points[3] == '-'))
            return false;
        if (IsMark(CharUnicodeInfo.GetUnicodeCategory(points[0])))
            return false;
        for (var i = 0; i < points.Length; i++)
        {
            if (!IsAllowed(points, i))
                return false;
        }
        return true;
    }

    private static bool IsAllowed(int[] points, int at)
    {
        var point = points[at];
        switch (point)
        {
            // RFC 5892, section 2.6: exceptions.
            case 0x00DF or 0x03C2 or 0x06FD or 0x06FE or 0x0F0B or 0x3007:
                return true;
            case 0x0640 or 0x07FA or 0x302E or 0x302F or (>= 0x3031 and <= 0x3035) or 0x303B:
                return false;
            // Appendix A: by what stands around them.
            case NonJoiner:
                return (at > 0 && Viramas.Contains(points[at - 1])) || ArabicJoining.JoinsAround(points, at);
            case Joiner:
                return at > 0 && Viramas.Contains(points[at - 1]);
            case MiddleDot:
                return at > 0 && at + 1 < points.Length && points[at - 1] == 'l' && points[at + 1] == 'l';
            case Keraia:
                return at + 1 < points.Length && IsGreek(points[at + 1]);
            case Geresh or Gershayim:
                return at > 0 && IsHebrew(points[at - 1]);
            case KatakanaMiddleDot:
                return points.Any(IsJapanese);
            case >= 0x0660 and <= 0x0669:
                return !points.Any(static each => each is >= 0x06F0 and <= 0x06F9);
            case >= 0x06F0 and <= 0x06F9:
                return !points.Any(static each => each is >= 0x0660 and <= 0x0669);
            case < 0x80:
                return point == '-' || char.IsAsciiDigit((char)point) || char.IsAsciiLetterLower((char)point);
            // Section 2.9: conjoining jamo of old Hangul.
            case (>= 0x1100 and <= 0x11FF) or (>= 0xA960 and <= 0xA97C) or (>= 0xD7B0 and <= 0xD7FB):
                return false;
            default:
                return IsLetterOrDigit(CharUnicodeInfo.GetUnicodeCategory(point)) && IsStable(point);
        }
    }

    /// <summary>Section 2.2: what compatibility or case would change is not allowed.</summary>
    private static bool IsStable(int point)
    {
        var text = char.ConvertFromUtf32(point);
        return text.Normalize(NormalizationForm.FormKC).ToLowerInvariant().Normalize(NormalizationForm.FormKC) == text;
    }

    private static bool IsLetterOrDigit(UnicodeCategory category) => category is UnicodeCategory.LowercaseLetter or UnicodeCategory.UppercaseLetter
        or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.ModifierLetter or UnicodeCategory.NonSpacingMark
        or UnicodeCategory.SpacingCombiningMark;

    private static bool IsMark(UnicodeCategory category) =>
        category is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static bool IsGreek(int point) => point is (>= 0x0370 and <= 0x03E1) or (>= 0x03F0 and <= 0x03FF) or (>= 0x1F00 and <= 0x1FFE);

    private static bool IsHebrew(int point) => point is (>= 0x0591 and <= 0x05F4) or (>= 0xFB1D and <= 0xFB4F);

    private static bool IsJapanese(int point) => point is (>= 0x3041 and <= 0x3096) or (>= 0x309D and <= 0x309F) or (>= 0x30A1 and <= 0x30FA)
        or (>= 0x30FD and <= 0x30FF) or (>= 0x31F0 and <= 0x31FF) or (>= 0x2E80 and <= 0x2FD5) or 0x3005 or 0x3007 or (>= 0x3021 and <= 0x3029)
        or (>= 0x3038 and <= 0x303B) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAD9) or (>= 0x20000 and <= 0x323AF);
}
