using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Schema.Compiling;

/// <summary>A bound as the schema writes it.</summary>
internal sealed class NumberBound(byte[] token, bool exclusive, string keyword)
{
    public byte[] Token { get; } = token;

    public bool IsExclusive { get; } = exclusive;

    public string Keyword { get; } = keyword;

    /// <summary>The bound as a whole number over a power of ten, if it is that small.</summary>
    public bool IsSmall { get; } = SmallDecimal.TryRead(token, out var small);

    public SmallDecimal Small { get; } = SmallDecimal.TryRead(token, out var small) ? small : default;

    /// <summary>Whether a number is on the wrong side of a lower bound (1) or an upper bound (-1).</summary>
    public bool Excludes(ReadOnlySpan<byte> number, int side)
    {
        int order;
        if (IsSmall && SmallDecimal.TryRead(number, out var value))
            order = SmallDecimal.Compare(value, Small);
        else
            order = ExactNumber.Compare(new ExactNumber(number), new ExactNumber(Token));
        order *= side;
        return order < 0 || (order == 0 && IsExclusive);
    }
}
