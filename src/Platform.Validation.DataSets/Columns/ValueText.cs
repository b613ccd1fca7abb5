using System.Globalization;

namespace Platform.Validation.DataSets.Columns;

/// <summary>Values as text for reports and failing rows: invariant, so that it can be read back.</summary>
internal static class ValueText<T>
    where T : notnull
{
    public static string Format(T value) => value switch
    {
        string text => text,
        DateTimeOffset time => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
