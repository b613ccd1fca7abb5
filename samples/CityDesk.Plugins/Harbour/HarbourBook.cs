using System.Globalization;
using CityDesk.Contract;

namespace CityDesk.Plugins.Harbour;

/// <summary>
/// The book of a harbour master, as it was exported: German dates, one text for kind and place, a remark that says when it was done.
/// </summary>
public sealed class HarbourBook : IRequestImporter
{
    private const string Format = "dd.MM.yyyy HH:mm";

    /// <inheritdoc/>
    public ValueTask<ImportSource> DescribeAsync(CancellationToken cancellationToken) => new(new ImportSource(
        "harbour", "harbour.example", "Harbour", "Europe/Berlin", ["Nr", "Gemeldet", "Was", "Wo", "Erledigt"],
        South: 53.4, North: 53.7, West: 9.7, East: 10.3));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ImportedRow>> ReadAsync(IReadOnlyList<ImportRow> rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new([.. rows.Select(static row => Read(row.Fields))]);
    }

    private static ImportedRow Read(IReadOnlyList<string> fields)
    {
        var (number, reported, what, where, done) = (fields[0], fields[1], fields[2], fields[3], fields[4]);
        if (!TryTime(reported, out var opened))
            return new ImportedRow(number, "", "", Fault: $"Gemeldet is “{reported}”, which is no date.");
        if (done.Length > 0 && !TryTime(done, out _))
            return new ImportedRow(number, "", "", Fault: $"Erledigt is “{done}”, which is no date.");
        _ = TryTime(done, out var closed);
        var kind = what.Split(':')[0].Trim();
        return new ImportedRow(number, opened, kind, closed, closed.Length > 0 ? "Done." : "", what, where);
    }

    private static bool TryTime(string text, out string time)
    {
        var isTime = DateTime.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var read);
        time = isTime ? read.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "";
        return isTime;
    }
}
