namespace CityDesk.Import.Reading;

/// <summary>A small table beside an export that says what its codes mean; read whole.</summary>
internal sealed class CodeTable
{
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _rows = [];

    private CodeTable(string name) => Name = name;

    public string Name { get; }

    public IEnumerable<string> Codes => _rows.Keys;

    /// <exception cref="DamagedFileException">The table is missing or cannot be read whole.</exception>
    public static async Task<CodeTable> LoadAsync(string folder, CodeTableLayout layout, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, layout.FileName);
        if (!File.Exists(path))
        {
            throw new DamagedFileException(
                $"The records name their {layout.Holds} by numbers that {layout.FileName} explains, and it is not in {folder}. " +
                "Put it there, or say with --tables where the code tables are");
        }

        await using var file = await SourceFile.OpenAsync(path, cancellationToken);
        // A table is checked by use: a code that is missing is reported. So a last line without a line end may count.
        using var reader = new RecordReader(file, acceptUnterminated: true);
        var header = await SourceFile.ReadHeaderAsync(path, reader, cancellationToken);
        if (layout.Columns.Except(header).ToList() is { Count: > 0 } missing)
            throw new DamagedFileException($"{path} has no column {string.Join(", ", missing)}");

        var table = new CodeTable(layout.FileName);
        var key = Array.IndexOf(header, layout.Columns[0]);
        while (await ReadAsync(path, reader, cancellationToken) is { } record)
        {
            var fields = record.IsMalformed || !RawText.IsStorable(record.Bytes) ? null : StrictCsv.Split(record.Bytes, out _);
            if (fields?.Length != header.Length)
                throw new DamagedFileException($"Line {record.Line} of {path} is damaged");
            var row = layout.Columns.ToDictionary(column => column, column => fields[Array.IndexOf(header, column)].Trim());
            if (!table._rows.TryAdd(fields[key].Trim(), row))
                throw new DamagedFileException($"{path} explains {layout.Columns[0]} {fields[key].Trim()} twice");
        }

        return table;
    }

    public IReadOnlyDictionary<string, string>? Find(string code) => _rows.GetValueOrDefault(code);

    private static async ValueTask<CsvRecord?> ReadAsync(string path, RecordReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(cancellationToken);
        }
        catch (DamagedFileException damaged)
        {
            throw new DamagedFileException($"Line {reader.Line} of {path} is damaged: {damaged.Message}", damaged);
        }
    }
}

/// <summary>Which code table a source needs.</summary>
/// <param name="FileName">Its name, beside the records.</param>
/// <param name="Holds">What it explains, in words.</param>
/// <param name="Columns">The columns that are used; the first is the code.</param>
internal sealed record CodeTableLayout(string FileName, string Holds, params string[] Columns);
