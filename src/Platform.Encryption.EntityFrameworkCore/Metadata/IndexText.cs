using System.Globalization;

namespace Platform.Encryption.EntityFrameworkCore.Metadata;

/// <summary>A blind index as the text of an annotation: "length bits rows distinct few normaliser".</summary>
internal static class IndexText
{
    public static string Of(BlindIndex index) => string.Create(
        CultureInfo.InvariantCulture, $"{index.Length} {index.Plan.Bits} {index.Plan.Rows} {index.Plan.DistinctValues} {index.Normalizer.Name}");

    public static BlindIndex Parse(string text, string table, string column)
    {
        var parts = text.Split(' ', 5);
        var (length, bits) = (int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
        var (rows, distinct) = (long.Parse(parts[2], CultureInfo.InvariantCulture), long.Parse(parts[3], CultureInfo.InvariantCulture));

        // Whether few texts are acceptable was decided when the index was declared.
        var plan = bits == IndexPlan.MaxBits ? IndexPlan.InsecureUncut() : IndexPlan.InsecureForFewValues(rows, distinct).WithBits(bits);
        var normalizer = TextNormalizer.FromName(parts[4]);
        return length == 0 ? BlindIndex.Equality(table, column, normalizer, plan) : BlindIndex.Prefix(table, column, normalizer, plan, length);
    }
}
