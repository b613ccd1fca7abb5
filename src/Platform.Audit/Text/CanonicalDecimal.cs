using System.Buffers.Text;
using System.Diagnostics;

namespace Platform.Audit.Text;

/// <summary>Numbers as checkpoints and proofs write them: ASCII digits without sign and without leading zeroes, from 0 to 2^63 - 1.</summary>
internal static class CanonicalDecimal
{
    /// <summary>The digits of the largest number.</summary>
    public const int MaxLength = 19;

    public static bool TryParse(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        if (text.Length is 0 or > MaxLength || (text[0] == '0' && text.Length > 1))
            return false;
        ulong number = 0;
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            number = number * 10 + (ulong)(digit - '0'); // 19 digits fit an unsigned long
        }
        value = (long)number;
        return number <= long.MaxValue;
    }

    public static int Format(long value, Span<byte> destination)
    {
        var isFormatted = Utf8Formatter.TryFormat(value, destination, out var written);
        Debug.Assert(isFormatted, "The caller reserves MaxLength bytes.");
        return written;
    }
}
