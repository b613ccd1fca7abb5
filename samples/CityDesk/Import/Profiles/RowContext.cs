using System.Text;
using CityDesk.Import.Reading;

namespace CityDesk.Import.Profiles;

/// <summary>What all rows of one import share, and the way from bytes to a mapped row.</summary>
internal sealed class RowContext
{
    private readonly ImportProfile _profile;
    private readonly string[] _header;
    private readonly Dictionary<string, int> _columns;
    private readonly Dictionary<string, CodeTable> _tables;

    public RowContext(ImportProfile profile, string[] header, IEnumerable<CodeTable> tables, DateTimeOffset now)
    {
        _profile = profile;
        _header = header;
        _columns = header.Index().ToDictionary(column => column.Item, column => column.Index);
        _tables = tables.ToDictionary(table => table.Name);
        Clock = new LocalClock(TimeZoneInfo.FindSystemTimeZoneById(profile.City.TimeZone));
        Now = now;
    }

    public LocalClock Clock { get; }

    public CityBounds Bounds => _profile.Bounds;

    public DateTimeOffset Now { get; }

    public int IndexOf(string column) => _columns[column];

    public CodeTable Table(CodeTableLayout layout) => _tables[layout.FileName];

    /// <param name="rowNumber">Number of the data row; the first is 1.</param>
    /// <param name="record">The row.</param>
    public MappedRow Map(long rowNumber, CsvRecord record)
    {
        if (!RawText.IsStorable(record.Bytes))
            return Refused(rowNumber, record, ImportReasons.BadText, DescribeBadText(record.Bytes));
        if (record.IsMalformed)
            return Refused(rowNumber, record, ImportReasons.MalformedRow, "A quote stands where none may, or a quoted text is not closed.");
        if (StrictCsv.Split(record.Bytes, out var problem) is not { } fields)
            return Refused(rowNumber, record, ImportReasons.MalformedRow, problem);
        if (fields.Length != _header.Length)
            return Refused(rowNumber, record, ImportReasons.ColumnCount, $"The row has {fields.Length} fields, the header has {_header.Length}.");

        var row = new RowMapping(this, rowNumber, record.Bytes, fields);
        _profile.Map(row);
        return row.Complete();
    }

    private static MappedRow Refused(long rowNumber, CsvRecord record, string reason, string detail) => new()
    {
        Row = rowNumber,
        Bytes = record.Bytes,
        Findings = [new RowFinding(ImportSeverity.Refused, reason, detail)],
    };

    private static string DescribeBadText(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var isText = Rune.DecodeFromUtf8(bytes[at..], out var rune, out var used) == System.Buffers.OperationStatus.Done;
            if (!isText)
                return $"Byte {at + 1} of the row, 0x{bytes[at]:X2}, is not UTF-8.";
            if (!RawText.IsStorable(bytes.Slice(at, used)))
                return $"Byte {at + 1} of the row is the character U+{rune.Value:X4}, which no answer can carry.";
            at += used;
        }

        return "The row is no text.";
    }
}
