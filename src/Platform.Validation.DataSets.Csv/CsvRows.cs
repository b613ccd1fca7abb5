using CsvHelper;

namespace Platform.Validation.DataSets.Csv;

/// <summary>Rows of a CSV file (RFC 4180) with a line of column names, in UTF-8.</summary>
public static class CsvRows
{
    /// <summary>Reads a file. A row that breaks the grammar, has too few or too many fields, or cannot be mapped, is refused with its line; the next one is read.</summary>
    /// <typeparam name="TRow">A row.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="map">
    /// Makes a row from the fields under the reader: <c>static csv =&gt; new Order(csv.GetString("id"), csv.Parse&lt;decimal&gt;("total"))</c>. It throws
    /// <see cref="CsvFormatException"/> or <see cref="FormatException"/> where the fields make no row, and does not move the reader.
    /// </param>
    /// <param name="settings">How the file is written.</param>
    /// <returns>The source.</returns>
    public static RowSource<TRow> Read<TRow>(string path, Func<CsvReader, TRow> map, CsvRowsSettings? settings = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(map);
        return new CsvSource<TRow>(path, map, settings ?? new CsvRowsSettings());
    }
}
