using Platform.Benchmarks.Gate.Rows;

namespace Platform.Benchmarks.Gate.Bars;

/// <summary>What one operation may allocate: a number, or so many bytes more than the peer.</summary>
/// <param name="Bound">The limit, in bytes.</param>
/// <param name="AbovePeer">Whether the limit counts from the peer's bytes.</param>
/// <param name="Text">As it was written.</param>
internal sealed record BytesBar(Bound Bound, bool AbovePeer, string Text)
{
    private const string PeerPlus = "peer + ";

    /// <summary>Reads <c>0 B</c>, <c>&lt;= 200 B</c>, <c>= 128 B</c> and <c>&lt;= peer + 512 B</c>.</summary>
    /// <exception cref="FormatException">The text is none of these; the message says what is wrong.</exception>
    public static BytesBar Parse(string text)
    {
        var abovePeer = text.Contains(PeerPlus, StringComparison.Ordinal);
        var bound = abovePeer ? text.Replace(PeerPlus, "", StringComparison.Ordinal) : text;
        // Nothing at all is the commonest bar, and needs no sign.
        var parsed = Bound.Parse(bound == "0 B" ? "= 0 B" : bound);
        if (parsed.Unit != Unit.Bytes)
            throw new FormatException($"'{text}' is not in bytes; write it as '0 B', '<= 200 B' or '<= peer + 512 B'.");
        if (parsed.Most is null)
            throw new FormatException($"'{text}' lets any number of bytes pass.");
        return new(parsed, abovePeer, text);
    }

    public bool Holds(double ours, double? peer) => Bound.Holds(AbovePeer ? ours - (peer ?? double.NaN) : ours);
}
