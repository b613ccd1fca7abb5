using System.Numerics;

namespace Platform.Validation.Schema.Tape;

/// <summary>
/// A JSON number exactly as it is written, whatever its size: 0.d1d2d3… × 10^<see cref="PointExponent"/> with no zero at either
/// end. No binary fraction is ever involved, so 0.3 is a multiple of 0.1 and 9007199254740993 is not 9007199254740992.
/// </summary>
internal readonly ref struct ExactNumber
{
    /// <summary>Beyond this an exponent is as good as infinite: no text within the limit of bytes has so many digits.</summary>
    private const long MostExponent = 1_000_000_000_000;

    private const int MostSmallDigits = 18;

    private readonly ReadOnlySpan<byte> _whole;
    private readonly ReadOnlySpan<byte> _fraction;
    private readonly int _first;

    public ExactNumber(ReadOnlySpan<byte> token)
    {
        IsNegative = token[0] == '-';
        if (IsNegative)
            token = token[1..];
        var exponent = 0L;
        var e = token.IndexOfAny((byte)'e', (byte)'E');
        if (e >= 0)
        {
            exponent = ReadExponent(token[(e + 1)..]);
            token = token[..e];
        }
        var point = token.IndexOf((byte)'.');
        _whole = point < 0 ? token : token[..point];
        _fraction = point < 0 ? default : token[(point + 1)..];

        var total = _whole.Length + _fraction.Length;
        _first = 0;
        while (_first < total && At(_first) == '0')
            _first++;
        var last = total;
        while (last > _first && At(last - 1) == '0')
            last--;
        Count = last - _first;
        if (Count == 0)
            IsNegative = false;
        PointExponent = Count == 0 ? 0 : _whole.Length - _first + exponent;
    }

    public bool IsNegative { get; }

    /// <summary>How many digits there are; none for zero.</summary>
    public int Count { get; }

    public long PointExponent { get; }

    public bool IsZero => Count == 0;

    /// <summary>Whether it has no fraction.</summary>
    public bool IsInteger => PointExponent >= Count;

    /// <summary>The value of one digit.</summary>
    public int this[int index] => At(_first + index) - '0';

    public static int Compare(ExactNumber left, ExactNumber right)
    {
        if (left.IsZero || right.IsZero || left.IsNegative != right.IsNegative)
            return Sign(left).CompareTo(Sign(right));
        var magnitude = CompareMagnitude(left, right);
        return left.IsNegative ? -magnitude : magnitude;
    }

    /// <summary>Whether this is a whole multiple of <paramref name="divisor"/>, which is not zero.</summary>
    public bool IsMultipleOf(ExactNumber divisor)
    {
        if (IsZero)
            return true;
        // Both as whole digits times a power of ten. With no zero at the end of ours, a missing power of ten can come from nowhere else.
        var power = PointExponent - Count - (divisor.PointExponent - divisor.Count);
        if (power < 0)
            return false;
        return divisor.Count <= MostSmallDigits ? IsMultipleOfSmall(divisor, power) : IsMultipleOfLarge(divisor, power);
    }

    /// <summary>What <see cref="IsMultipleOf"/> costs at most, in steps of a validation: each digit is divided, and by a divisor that no machine word holds as often as it has words.</summary>
    public static long DivisionSteps(int length, int divisorLength)
    {
        if (divisorLength <= MostSmallDigits)
            return 1 + (length >> 3);
        long words = 1 + (divisorLength / MostSmallDigits);
        return ((length + (long)divisorLength) * words) + (words * words * 40);
    }

    /// <summary>The number rounded towards zero, and whether a fraction was cut off. Clamped to what a long can hold.</summary>
    public long Truncate(out bool hadFraction)
    {
        hadFraction = !IsInteger;
        if (PointExponent <= 0)
            return 0;
        if (PointExponent > 18)
            return IsNegative ? long.MinValue : long.MaxValue;
        var value = 0L;
        for (var i = 0; i < PointExponent; i++)
            value = (value * 10) + (i < Count ? this[i] : 0);
        return IsNegative ? -value : value;
    }

    /// <summary>The same for equal numbers, however they are written.</summary>
    public ulong Hash()
    {
        var hash = KeyHash.Join((ulong)PointExponent, IsNegative ? 1ul : 0ul);
        var chunk = 0ul;
        for (var i = 0; i < Count; i++)
        {
            chunk = (chunk * 10) + (ulong)this[i];
            if (i % 18 == 17 || i == Count - 1)
            {
                hash = KeyHash.Join(hash, chunk);
                chunk = 0;
            }
        }
        return hash;
    }

    private bool IsMultipleOfSmall(ExactNumber divisor, long power)
    {
        var modulus = 0ul;
        for (var i = 0; i < divisor.Count; i++)
            modulus = (modulus * 10) + (ulong)divisor[i];
        var rest = 0ul;
        for (var i = 0; i < Count; i++)
            rest = (ulong)((((UInt128)rest * 10) + (ulong)this[i]) % modulus);
        var ten = 10 % modulus;
        for (; power > 0 && rest != 0; power >>= 1)
        {
            if ((power & 1) != 0)
                rest = (ulong)((UInt128)rest * ten % modulus);
            ten = (ulong)((UInt128)ten * ten % modulus);
        }
        return rest == 0;
    }

    private bool IsMultipleOfLarge(ExactNumber divisor, long power)
    {
        var modulus = divisor.Whole(divisor.Count);
        var rest = BigInteger.Zero;
        for (var i = 0; i < Count; i++)
            rest = ((rest * 10) + this[i]) % modulus;
        return (rest * BigInteger.ModPow(10, power, modulus) % modulus).IsZero;
    }

    private BigInteger Whole(int digits)
    {
        var value = BigInteger.Zero;
        for (var i = 0; i < digits; i++)
            value = (value * 10) + this[i];
        return value;
    }

    private static int CompareMagnitude(ExactNumber left, ExactNumber right)
    {
        if (left.PointExponent != right.PointExponent)
            return left.PointExponent.CompareTo(right.PointExponent);
        var shared = Math.Min(left.Count, right.Count);
        for (var i = 0; i < shared; i++)
        {
            if (left[i] != right[i])
                return left[i].CompareTo(right[i]);
        }
        return left.Count.CompareTo(right.Count);
    }

    private static int Sign(ExactNumber number) => number.IsZero ? 0 : number.IsNegative ? -1 : 1;

    private byte At(int index) => index < _whole.Length ? _whole[index] : _fraction[index - _whole.Length];

    private static long ReadExponent(ReadOnlySpan<byte> text)
    {
        var negative = text[0] == '-';
        var value = 0L;
        foreach (var digit in text)
        {
            if (digit is (byte)'-' or (byte)'+')
                continue;
            value = Math.Min((value * 10) + (digit - '0'), MostExponent);
        }
        return negative ? -value : value;
    }
}
