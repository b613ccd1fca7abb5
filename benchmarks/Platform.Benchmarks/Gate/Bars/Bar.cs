namespace Platform.Benchmarks.Gate.Bars;

/// <summary>One line of <c>bars.txt</c>.</summary>
/// <param name="LineNumber">Where it stands.</param>
/// <param name="Key">What it judges.</param>
/// <param name="Bound">What the value must be; null where only the bytes are judged.</param>
/// <param name="Aim">What would be better still.</param>
/// <param name="Bytes">What one operation may allocate.</param>
internal sealed record Bar(int LineNumber, BarKey Key, Bound? Bound, Bound? Aim, BytesBar? Bytes);

/// <summary>Names one judged number.</summary>
internal sealed record BarKey(string Area, string Row, string? Against, string Measure)
{
    public override string ToString() => $"{Area} | {Row} | {Against ?? "-"} | {Measure}";
}
