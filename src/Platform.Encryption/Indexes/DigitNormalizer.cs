using System.Globalization;

namespace Platform.Encryption.Indexes;

/// <summary>Decimal digits only, as 0 to 9.</summary>
internal sealed class DigitNormalizer() : TextNormalizer("digits")
{
    internal override int Normalize(ReadOnlySpan<char> text, Span<char> destination)
    {
        var length = 0;
        foreach (var unit in text)
        {
            if (ValueOf(unit) is var digit and >= 0)
                destination[length++] = (char)('0' + digit);
        }
        return length;
    }

    /// <summary>0 to 9, or -1 for what is no decimal digit.</summary>
    public static int ValueOf(char unit) => unit < 0x80 ? char.IsAsciiDigit(unit) ? unit - '0' : -1 : CharUnicodeInfo.GetDecimalDigitValue(unit);
}
