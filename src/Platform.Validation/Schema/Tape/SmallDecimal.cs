namespace Platform.Validation.Schema.Tape;

/// <summary>A number of at most eighteen digits without an exponent: exact in two machine words.</summary>
internal readonly record struct SmallDecimal(long Digits, int Scale)
{
    /// <summary>So many digits fit into a long, whatever they are.</summary>
    public const int MostDigits = 18;

    private static ReadOnlySpan<long> Powers =>
    [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000, 100_000_000_000,
        1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000, 10_000_000_000_000_000, 100_000_000_000_000_000,
        1_000_000_000_000_000_000,
    ];

    public static bool TryRead(ReadOnlySpan<byte> token, out SmallDecimal value)
    {
        value = default;
        var negative = token[0] == '-';
        var at = negative ? 1 : 0;
        if (token.Length - at > MostDigits)
            return false;
        var digits = 0L;
        var scale = -1;
        for (; at < token.Length; at++)
        {
            var c = token[at];
            if ((uint)(c - '0') <= 9)
            {
                digits = (digits * 10) + (c - '0');
                if (scale >= 0)
                    scale++;
            }
            else if (c == '.')
            {
                scale = 0;
            }
            else
            {
                return false;
            }
        }
        value = new SmallDecimal(negative ? -digits : digits, Math.Max(scale, 0));
        return true;
    }

    public static int Compare(SmallDecimal left, SmallDecimal right) => left.Scale == right.Scale
        ? left.Digits.CompareTo(right.Digits)
        : ((Int128)left.Digits * Powers[right.Scale]).CompareTo((Int128)right.Digits * Powers[left.Scale]);
}
