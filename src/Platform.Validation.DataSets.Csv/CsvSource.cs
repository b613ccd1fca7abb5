using System.Globalization;
using CsvHelper;

namespace Platform.Validation.DataSets.Csv;

internal sealed class CsvSource<TRow>(string path, Func<CsvReader, TRow> map, CsvRowsSettings settings) : RowSource<TRow>
{
    public override string Name => Path.GetFileName(path);

    public override string Fingerprint => new FileInfo(path) is { Exists: true } file
        ? string.Create(CultureInfo.InvariantCulture, $"{file.Length} {file.LastWriteTimeUtc.Ticks}")
        : "";

    public override RowReader<TRow> Open()
    {
        if (settings.Separator is '"' or '\r' or '\n' || !char.IsAscii(settings.Separator) || char.IsAsciiLetterOrDigit(settings.Separator))
            throw new ArgumentException($"'{settings.Separator}' cannot separate fields.");
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.MaxRecordBytes, 1_024);
        return new CsvRowReader<TRow>(
            new FileStream(path, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan, BufferSize = 0 }), map, settings);
    }
}
