namespace Platform.Benchmarks.Gate.Rows;

/// <summary>Which way a bar may point: a faster time must not be able to miss its bar, nor a slower one to pass.</summary>
internal enum Better
{
    Lower,
    Higher,

    /// <summary>The bar says: a count may be wanted exactly.</summary>
    AsTheBarSays,
}

/// <summary>One number that a row yields and one line of <c>bars.txt</c> judges.</summary>
/// <param name="Row">Name of the row.</param>
/// <param name="Against">Name of the peer; null where the value is judged by itself.</param>
/// <param name="Measure">What is measured, in the word that <c>bars.txt</c> uses.</param>
/// <param name="Unit">Unit of the judged value.</param>
/// <param name="Better">Which direction is better.</param>
/// <param name="CountsBytes">Whether allocated bytes are measured along with it.</param>
/// <param name="Noisy">Whether other work on the machine changes the value; only then does <c>--ci</c> give it slack.</param>
internal sealed record GateLine(string Row, string? Against, string Measure, string Unit, Better Better, bool CountsBytes, bool Noisy)
{
    public override string ToString() => Against is null ? $"{Row} ({Measure})" : $"{Row} vs {Against} ({Measure})";
}
