using CityDesk.Import.Profiles;
using CityDesk.Import.Reading;

namespace CityDesk.Import;

/// <summary>The next rows of a file, and where it stands behind them.</summary>
internal sealed record ImportBatch
{
    // Rows are small as a rule; where they are not, memory is bounded by this and not by their number.
    private const int MaxBytes = 4 << 20;

    public required IReadOnlyList<MappedRow> Rows { get; init; }

    /// <summary>Bytes of the file up to the end of the last row.</summary>
    public required long EndOffset { get; init; }

    /// <summary>SHA-256 over those bytes.</summary>
    public required string EndHash { get; init; }

    /// <summary>Whether the file ends here, as it should.</summary>
    public required bool IsLast { get; init; }

    /// <summary>Why the file cannot be read further, with the place.</summary>
    public required string? Damage { get; init; }

    public static async Task<ImportBatch> ReadAsync(RecordReader reader, RowContext context, long firstRow, int size, CancellationToken cancellationToken)
    {
        var records = new List<CsvRecord>(size);
        var isLast = false;
        string? damage = null;
        for (var bytes = 0; records.Count < size && bytes < MaxBytes && !isLast && damage is null;)
        {
            var number = firstRow + records.Count;
            try
            {
                if (await reader.ReadAsync(cancellationToken) is { } record)
                {
                    records.Add(record);
                    bytes += record.Bytes.Length;
                }
                else
                {
                    isLast = true;
                }
            }
            catch (DamagedFileException damaged)
            {
                damage = FormattableString.Invariant($"Row {number} (line {reader.Line}, byte {reader.Offset}): {damaged.Message}.");
            }
        }

        var rows = await context.MapAsync(firstRow, records, cancellationToken);
        return new ImportBatch { Rows = rows, EndOffset = reader.Offset, EndHash = reader.ConsumedHash, IsLast = isLast, Damage = damage };
    }
}
