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
    public MappedRow Map(long rowNumber, CsvRecord record) => Split(rowNumber, record, out var row) ?? Map(row!);

    /// <summary>The same of a row that was split into its fields.</summary>
    public MappedRow Map(SplitRow row)
    {
        var mapping = new RowMapping(this, row.Number, row.Bytes, row.Fields);
        _profile.Map(mapping);
        return mapping.Complete();
    }

    /// <summary>What several rows mean, one after the other.</summary>
    /// <param name="firstRow">Number of the first of them.</param>
    /// <param name="records">The rows.</param>
    /// <param name="cancellationToken">Stops waiting for a profile that asks somebody else.</param>
    public async ValueTask<IReadOnlyList<MappedRow>> MapAsync(long firstRow, IReadOnlyList<CsvRecord> records, CancellationToken cancellationToken)
    {
        var rows = new MappedRow[records.Count];
        var readable = new List<SplitRow>(records.Count);
        for (var i = 0; i < rows.Length; i++)
        {
            if (Split(firstRow + i, records[i], out var row) is { } refused)
                rows[i] = refused;
            else
                readable.Add(row!);
        }

        foreach (var mapped in await _profile.MapAsync(this, readable, cancellationToken))
            rows[mapped.Row - firstRow] = mapped;
        return rows;
    }

    private MappedRow? Split(long rowNumber, CsvRecord record, out SplitRow? row)
    {
        row = null;
        if (!RawText.IsStorable(record.Bytes))
            return Refused(rowNumber, record, ImportReasons.BadText, DescribeBadText(record.Bytes));
        if (record.IsMalformed)
            return Refused(rowNumber, record, ImportReasons.MalformedRow, "A quote stands where none may, or a quoted text is not closed.");
        if (StrictCsv.Split(record.Bytes, out var problem) is not { } fields)
            return Refused(rowNumber, record, ImportReasons.MalformedRow, problem);
        if (fields.Length != _header.Length)
            return Refused(rowNumber, record, ImportReasons.ColumnCount, $"The row has {fields.Length} fields, the header has {_header.Length}.");
        row = new SplitRow(rowNumber, record.Bytes, fields);
        return null;
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

/// <summary>A row that could be split into as many fields as the header names.</summary>
internal sealed record SplitRow(long Number, byte[] Bytes, string[] Fields);
