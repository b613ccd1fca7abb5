using System.Globalization;

namespace Platform.Encryption.EntityFrameworkCore.Metadata;

/// <summary>
/// A blind index as the text of an annotation: "length bits rows distinct normaliser". The length is 0 for equality, and has an "n" before it for pieces.
/// </summary>
internal static class IndexText
{
    private const string Pieces = "n";

    public static string Of(BlindIndex index)
    {
        var (kind, plan) = (index.Kind == BlindIndexKind.NGram ? Pieces : "", index.Plan);
        return string.Create(CultureInfo.InvariantCulture, $"{kind}{index.Length} {plan.Bits} {plan.Rows} {plan.DistinctValues} {index.Normalizer.Name}");
    }

    public static BlindIndex Parse(string text, string table, string column)
    {
        var parts = text.Split(' ', 5);
        var isOfPieces = parts[0].StartsWith(Pieces, StringComparison.Ordinal);
        var length = int.Parse(parts[0].AsSpan(isOfPieces ? Pieces.Length : 0), CultureInfo.InvariantCulture);
        var bits = int.Parse(parts[1], CultureInfo.InvariantCulture);
        var (rows, distinct) = (long.Parse(parts[2], CultureInfo.InvariantCulture), long.Parse(parts[3], CultureInfo.InvariantCulture));

        // Whether few texts are acceptable was decided when the index was declared.
        var plan = bits == IndexPlan.MaxBits ? IndexPlan.InsecureUncut() : IndexPlan.InsecureForFewValues(rows, distinct).WithBits(bits);
        var normalizer = TextNormalizer.FromName(parts[4]);
        return isOfPieces ? BlindIndex.NGram(table, column, normalizer, plan, length)
            : length == 0 ? BlindIndex.Equality(table, column, normalizer, plan)
            : BlindIndex.Prefix(table, column, normalizer, plan, length);
    }
}
