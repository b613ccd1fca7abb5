namespace Platform.Validation.Schema.Patterns;

/// <summary>A set of Unicode code points, as sorted ranges that neither touch nor overlap.</summary>
internal sealed class CodePointSet
{
    public const int Most = 0x10FFFF;

    private readonly (int First, int Last)[] _ranges;

    private CodePointSet((int First, int Last)[] ranges) => _ranges = ranges;

    public static CodePointSet Digits { get; } = Of(('0', '9'));

    public static CodePointSet WordCharacters { get; } = Of(('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z'));

    /// <summary>WhiteSpace and LineTerminator of ECMA-262, sections 12.2 and 12.3.</summary>
    public static CodePointSet WhiteSpace { get; } = Of(
        (0x09, 0x0D), (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF));

    public static CodePointSet LineTerminators { get; } = Of(('\n', '\n'), ('\r', '\r'), (0x2028, 0x2029));

    public ReadOnlySpan<(int First, int Last)> Ranges => _ranges;

    public bool IsEmpty => _ranges.Length == 0;

    public static CodePointSet Single(int codePoint) => new([(codePoint, codePoint)]);

    public static CodePointSet Of(params IEnumerable<(int First, int Last)> ranges)
    {
        var joined = new List<(int First, int Last)>();
        foreach (var range in ranges.Order())
        {
            if (joined.Count > 0 && range.First <= joined[^1].Last + 1)
                joined[^1] = (joined[^1].First, Math.Max(joined[^1].Last, range.Last));
            else
                joined.Add(range);
        }
        return new CodePointSet([.. joined]);
    }

    public CodePointSet Complement()
    {
        var ranges = new List<(int First, int Last)>();
        var next = 0;
        foreach (var (first, last) in _ranges)
        {
            if (first > next)
                ranges.Add((next, first - 1));
            next = last + 1;
        }
        if (next <= Most)
            ranges.Add((next, Most));
        return new CodePointSet([.. ranges]);
    }

    public CodePointSet Intersect(CodePointSet other) => Of([.. Complement()._ranges, .. other.Complement()._ranges]).Complement();

    public bool Contains(int codePoint)
    {
        var (low, high) = (0, _ranges.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (codePoint < _ranges[middle].First)
                high = middle - 1;
            else if (codePoint > _ranges[middle].Last)
                low = middle + 1;
            else
                return true;
        }
        return false;
    }

    public bool Overlaps(CodePointSet other)
    {
        var (i, j) = (0, 0);
        while (i < _ranges.Length && j < other._ranges.Length)
        {
            if (_ranges[i].Last < other._ranges[j].First)
                i++;
            else if (other._ranges[j].Last < _ranges[i].First)
                j++;
            else
                return true;
        }
        return false;
    }
}
