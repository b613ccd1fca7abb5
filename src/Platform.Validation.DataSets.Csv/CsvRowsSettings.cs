namespace Platform.Validation.DataSets.Csv;

/// <summary>How a CSV file is written, and how much of it is believed.</summary>
public sealed record CsvRowsSettings
{
    /// <summary>What separates fields: an ASCII character that is no quote, letter, digit or line end.</summary>
    /// <value>The default is a comma.</value>
    public char Separator { get; init; } = ',';

    /// <summary>The largest record, from its first byte to its line end. A quoted field that is longer counts as not closed; a line that is longer ends the reading.</summary>
    /// <value>The default is 1 MiB.</value>
    public int MaxRecordBytes { get; init; } = 1 << 20;

    /// <summary>Columns that must be among the names of the first line.</summary>
    /// <value>The default is none.</value>
    public IReadOnlyList<string> RequiredColumns { get; init; } = [];
}
