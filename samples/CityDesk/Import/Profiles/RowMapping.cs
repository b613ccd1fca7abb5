using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using CityDesk.Domain;
using CityDesk.Import.Reading;

namespace CityDesk.Import.Profiles;

/// <summary>
/// One row on its way to becoming a request. A profile says which column means what; everything that can be wrong with a
/// value is found, and worded, here.
/// </summary>
internal sealed class RowMapping(RowContext context, long rowNumber, byte[] bytes, string[] fields)
{
    /// <summary>Two clocks in one office may differ by so much; a request closed earlier than this before its opening is wrong.</summary>
    public static readonly TimeSpan MaxClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>Clocks of exporting machines may be off, or in another zone, by less than this.</summary>
    public static readonly TimeSpan MaxFuture = TimeSpan.FromDays(1);

    private static readonly string[] TimeFormats = ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF"];

    // No service desk kept records by computer before; such a date is a placeholder.
    private const int FirstYear = 1970;
    private const int LastYear = 2199;
    private const int CoordinateDecimals = 7; // a centimetre: finer than any survey of a pothole

    private readonly List<RowFinding> _findings = [];
    private readonly List<string> _notes = [];
    private string? _externalId;
    private DateTimeOffset? _openedAt;
    private DateTimeOffset? _closedAt;
    private DateTimeOffset? _expectedAt;
    private string _statusNotes = "";
    private string _description = "";
    private ServiceFacts? _service;
    private Location? _location;

    /// <summary>The value of a column, without the blanks around it.</summary>
    public string this[string column] => fields[context.IndexOf(column)].Trim();

    public bool Has(string column) => this[column].Length > 0;

    /// <summary>A value as it may be shown in a sentence.</summary>
    public string Quote(string column) => Has(column) ? $"“{(this[column].Length > 80 ? this[column][..80] + "…" : this[column])}”" : "empty";

    public void Refuse(string reason, string detail) => _findings.Add(new RowFinding(ImportSeverity.Refused, reason, detail));

    public void Warn(string reason, string detail) => _findings.Add(new RowFinding(ImportSeverity.Warning, reason, detail));

    public void Id(string column)
    {
        var id = this[column];
        if (id.Length == 0)
            Refuse(ImportReasons.MissingId, $"{column} is empty.");
        else if (id.Length > ImportedFacts.ExternalIdMaxLength || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            Refuse(ImportReasons.BadId, $"{column} is {Quote(column)}; a number has letters, digits, - and _, at most {ImportedFacts.ExternalIdMaxLength}.");
        else
            _externalId = id;
    }

    public void Opened(string column)
    {
        if (!TryTime(column, ImportReasons.BadDate, Refuse, out var local))
            return;
        _openedAt = Moment(column, local, notBefore: null);
        RefuseFuture(column, _openedAt.Value);
    }

    /// <summary>Call it after <see cref="Opened"/>.</summary>
    public void Closed(string column, string notes)
    {
        if (!Has(column))
        {
            Refuse(ImportReasons.ClosedDateMissing, $"The request is closed, and {column} is empty.");
            return;
        }

        if (!TryTime(column, ImportReasons.BadDate, Refuse, out var local))
            return;
        _statusNotes = notes;
        var closedAt = Moment(column, local, _openedAt);
        RefuseFuture(column, closedAt);
        if (closedAt < _openedAt)
        {
            if (_openedAt - closedAt > MaxClockSkew)
            {
                Refuse(ImportReasons.ClosedBeforeOpened, $"{column} is {Quote(column)}, and the request was opened later.");
                return;
            }

            Warn(ImportReasons.ClockSkew, $"{column} is {Quote(column)}, a moment before the request was opened.");
            closedAt = _openedAt.Value;
        }

        _closedAt = closedAt;
    }

    /// <summary>A date without a time means the end of that day. Call it after <see cref="Opened"/>.</summary>
    public void ExpectedBy(string column)
    {
        if (!Has(column) || !TryTime(column, ImportReasons.BadExpectedDate, Warn, out var local))
            return;
        if (local.TimeOfDay == TimeSpan.Zero)
            local = local.AddDays(1).AddSeconds(-1);
        var (expectedAt, _) = context.Clock.ToUtc(local, _openedAt);
        if (expectedAt < _openedAt)
            Warn(ImportReasons.BadExpectedDate, $"{column} is {Quote(column)}, before the request was opened.");
        else
            _expectedAt = expectedAt;
    }

    public void Kind(ServiceFacts service)
    {
        if (service.Code.Length == 0)
        {
            Refuse(ImportReasons.UnknownType, $"“{service.SourceCode}” has no letter or digit from which a code could be made.");
            return;
        }

        _service = service with
        {
            Name = Fit(service.Name, Service.NameMaxLength, "The name of the type"),
            Group = Fit(service.Group, Service.NameMaxLength, "The group"),
            Agency = Fit(service.Agency, Service.NameMaxLength, "The agency"),
        };
    }

    public void Describe(params ReadOnlySpan<string> texts)
    {
        var lines = new List<string>();
        foreach (var text in texts)
        {
            if (text.Length > 0 && !lines.Contains(text))
                lines.Add(text);
        }

        _description = Fit(string.Join('\n', lines), ServiceRequest.DescriptionMaxLength, "The description");
    }

    public void Place(string address, string zipCode, (double Latitude, double Longitude)? coordinates)
    {
        _location = new Location
        {
            Latitude = coordinates?.Latitude,
            Longitude = coordinates?.Longitude,
            Address = NullIfEmpty(Fit(address, Location.AddressMaxLength, "The address")),
            ZipCode = NullIfEmpty(Fit(zipCode, Location.ZipCodeMaxLength, "The postal code")),
        };
        if (!_location.IsKnown)
            Refuse(ImportReasons.NoLocation, "There is no address, and no coordinates that can be used.");
    }

    /// <summary>Coordinates in degrees.</summary>
    public (double Latitude, double Longitude)? Degrees(string latitude, string longitude) =>
        Coordinates(latitude, longitude, (first, second) => (first, second));

    /// <summary>Coordinates in a plane, which <paramref name="toWgs84"/> turns into degrees.</summary>
    public (double Latitude, double Longitude)? Plane(string x, string y, Func<double, double, (double Latitude, double Longitude)> toWgs84) =>
        Coordinates(x, y, (first, second) =>
        {
            var (latitude, longitude) = toWgs84(first, second);
            return (Math.Round(latitude, CoordinateDecimals), Math.Round(longitude, CoordinateDecimals));
        });

    /// <summary>The row of a code table; <see langword="null"/> when it has none for this code.</summary>
    public IReadOnlyDictionary<string, string>? LookUp(CodeTableLayout table, string column) => context.Table(table).Find(this[column]);

    /// <summary>The name behind a code. An unknown code is its own name, with a warning.</summary>
    /// <param name="table">The table.</param>
    /// <param name="column">The column of this row with the code.</param>
    /// <param name="nameColumn">The column of the table with the name.</param>
    /// <param name="none">The code that stands for no value, if there is one.</param>
    public string NameOf(CodeTableLayout table, string column, string nameColumn, string none = "")
    {
        if (!Has(column) || this[column] == none)
            return "";
        if (LookUp(table, column) is { } found)
            return found[nameColumn];
        Warn(ImportReasons.UnknownCode, $"{column} {Quote(column)} is not in {table.FileName}.");
        return $"{column} {this[column]}";
    }

    /// <summary>Keeps what a request has no field for, as words in its history.</summary>
    public void Note(string label, string value)
    {
        if (value.Length > 0)
            _notes.Add($"{label}: {value}");
    }

    public MappedRow Complete()
    {
        var refusals = _findings.Where(finding => finding.Severity == ImportSeverity.Refused).ToList();
        var note = Fit(string.Join("; ", _notes), RequestEvent.NoteMaxLength, "The note");
        if (refusals.Count > 0)
        {
            var all = refusals[0] with { Detail = string.Join(" ", refusals.Select(finding => finding.Detail)) };
            return new MappedRow { Row = rowNumber, Bytes = bytes, ExternalId = _externalId, Findings = [all] };
        }

        return new MappedRow
        {
            Row = rowNumber,
            Bytes = bytes,
            ExternalId = _externalId,
            Service = _service,
            Findings = [.. _findings.GroupBy(f => f.Reason).Select(same => same.First() with { Detail = string.Join(" ", same.Select(f => f.Detail)) })],
            Request = new RequestFacts
            {
                ExternalId = Given(_externalId),
                ServiceCode = Given(_service).Code,
                RequestedAt = Given(_openedAt),
                ClosedAt = _closedAt,
                ExpectedAt = _expectedAt,
                StatusNotes = _statusNotes,
                Description = _description,
                Location = Given(_location),
                Note = note,
            },
        };
    }

    private (double Latitude, double Longitude)? Coordinates(
        string first, string second, Func<double, double, (double Latitude, double Longitude)> toWgs84)
    {
        if (!Has(first) && !Has(second))
            return null;
        if (!TryNumber(first, out var a) || !TryNumber(second, out var b))
        {
            Warn(ImportReasons.BadCoordinates, $"{first} is {Quote(first)} and {second} is {Quote(second)}.");
            return null;
        }

        var (latitude, longitude) = toWgs84(a, b);
        if (!context.Bounds.Contains(latitude, longitude))
        {
            Warn(ImportReasons.OutsideCity, $"{first} is {Quote(first)} and {second} is {Quote(second)}, which is not in the city.");
            return null;
        }

        return (latitude, longitude);
    }

    private bool TryNumber(string column, out double number) =>
        double.TryParse(this[column], NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    private bool TryTime(string column, string reason, Action<string, string> report, out DateTime local)
    {
        local = default;
        if (!Has(column))
        {
            report(reason, $"{column} is empty.");
            return false;
        }

        if (!DateTime.TryParseExact(this[column], TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out local))
        {
            report(reason, $"{column} is {Quote(column)}; a date is written like 2020-01-31 13:45:00.");
            return false;
        }

        if (local.Year is < FirstYear or > LastYear)
        {
            report(reason, $"{column} is {Quote(column)}; only the years {FirstYear} to {LastYear} make sense.");
            return false;
        }

        // As fine as both databases keep it, so that the same row compares equal when it comes again.
        local = new DateTime(local.Ticks - (local.Ticks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Unspecified);
        return true;
    }

    private DateTimeOffset Moment(string column, DateTime local, DateTimeOffset? notBefore)
    {
        var (utc, kind) = context.Clock.ToUtc(local, notBefore);
        if (kind == LocalTimeKind.Skipped)
            Warn(ImportReasons.TimeSkipped, $"{column} is {Quote(column)}, an hour that the clocks skipped.");
        if (kind == LocalTimeKind.Repeated)
            Warn(ImportReasons.TimeRepeated, $"{column} is {Quote(column)}, an hour that came twice.");
        return utc;
    }

    private void RefuseFuture(string column, DateTimeOffset at)
    {
        if (at > context.Now + MaxFuture)
            Refuse(ImportReasons.DateInFuture, $"{column} is {Quote(column)}.");
    }

    private string Fit(string text, int maxLength, string what)
    {
        if (text.Length <= maxLength)
            return text;
        Warn(ImportReasons.TextShortened, $"{what} has {text.Length} characters; {maxLength} were kept.");
        return text[..(char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength)];
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    [return: NotNull]
    private static T Given<T>(T? value)
        where T : class => value ?? throw new InvalidOperationException($"The profile named no {typeof(T).Name} and refused nothing.");

    private static DateTimeOffset Given(DateTimeOffset? value) => value ?? throw new InvalidOperationException("The profile named no moment of opening and refused nothing.");
}
