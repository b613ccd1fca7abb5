using Platform.Plugins.Abstractions;

namespace CityDesk.Contract;

/// <summary>
/// Says what the export of an old system means. The desk reads the file, as CSV in UTF-8, and judges what comes of it as it does for
/// exports that it knows itself; it stores a batch at a time, and goes on where it was stopped.
/// </summary>
[PluginContract("request-importer", "1.0")]
public interface IRequestImporter
{
    /// <summary>Says whose export it is, and how it is recognised. Asked once for each import.</summary>
    /// <param name="cancellationToken">Cancelled when nobody waits any more.</param>
    /// <returns>The same each time.</returns>
    ValueTask<ImportSource> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>Says what each of some rows means. The same row means the same whenever it comes.</summary>
    /// <param name="rows">The rows, with their fields in the order of <see cref="ImportSource.Columns"/>, without the blanks around
    /// them.</param>
    /// <param name="cancellationToken">Cancelled when nobody waits any more.</param>
    /// <returns>One answer for each row, in their order.</returns>
    ValueTask<IReadOnlyList<ImportedRow>> ReadAsync(IReadOnlyList<ImportRow> rows, CancellationToken cancellationToken);
}

/// <summary>An old system.</summary>
/// <param name="Source">Its short name, with which the numbers of its requests begin here: 2 to 16 small letters and digits.</param>
/// <param name="City">The id of the city whose requests they are.</param>
/// <param name="CityName">Its name.</param>
/// <param name="TimeZone">The zone in which the export writes times, as <c>Europe/Lisbon</c>.</param>
/// <param name="Columns">Every column of the export.</param>
/// <param name="South">Coordinates outside of these four degrees are taken for mistakes.</param>
/// <param name="North">The northern bound.</param>
/// <param name="West">The western bound.</param>
/// <param name="East">The eastern bound.</param>
public sealed record ImportSource(
    string Source, string City, string CityName, string TimeZone, IReadOnlyList<string> Columns,
    double South, double North, double West, double East);

/// <summary>A row of an export.</summary>
/// <param name="Fields">Its fields.</param>
public sealed record ImportRow(IReadOnlyList<string> Fields);

/// <summary>What a row means, in the texts that the desk judges. What is not known is empty.</summary>
/// <param name="Number">The number in the old system.</param>
/// <param name="Opened">When it was reported, as <c>2020-01-31 13:45:00</c>.</param>
/// <param name="Kind">The kind of problem, of which the code of the service is made.</param>
/// <param name="Closed">When it was closed, written so too; empty while it is open.</param>
/// <param name="ClosedBecause">Why, in words for the resident.</param>
/// <param name="Description">What was reported.</param>
/// <param name="Address">Where.</param>
/// <param name="PostalCode">The postal code of that.</param>
/// <param name="Latitude">WGS 84 degrees, as <c>38.7</c>.</param>
/// <param name="Longitude">The same.</param>
/// <param name="Note">What a request has no field for, for its history.</param>
/// <param name="Fault">Why the row cannot be used, in a sentence; empty where it can.</param>
public sealed record ImportedRow(
    string Number, string Opened, string Kind, string Closed = "", string ClosedBecause = "", string Description = "",
    string Address = "", string PostalCode = "", string Latitude = "", string Longitude = "", string Note = "", string Fault = "");
