using System.Text;
using CityDesk.Domain;

namespace CityDesk.Import.Profiles;

/// <summary>What a row says of its service.</summary>
/// <param name="SourceCode">The old system's code or name, from which our code is made.</param>
/// <param name="Name">The name for residents.</param>
internal sealed record ServiceFacts(string SourceCode, string Name)
{
    public string Group { get; init; } = "";

    public string Description { get; init; } = "";

    public string Agency { get; init; } = "";

    /// <summary>The same source code always gives the same service code: letters and digits, the rest one hyphen.</summary>
    public string Code { get; } = Slug(SourceCode);

    private static string Slug(string text)
    {
        var slug = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsAsciiLetterOrDigit(c))
                slug.Append(char.ToLowerInvariant(c));
            else if (slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
        }

        if (slug.Length > Service.CodeMaxLength)
            slug.Length = Service.CodeMaxLength;
        return slug.ToString().Trim('-');
    }
}

/// <summary>Everything a row says of a request, ready to be stored, and to be compared with what is stored.</summary>
internal sealed record RequestFacts
{
    public required string ExternalId { get; init; }

    public required string ServiceCode { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public DateTimeOffset? ExpectedAt { get; init; }

    public string StatusNotes { get; init; } = "";

    public string Description { get; init; } = "";

    public required Location Location { get; init; }

    public string Note { get; init; } = "";

    /// <summary>What differs between <paramref name="stored"/> and this, in words; empty when nothing does.</summary>
    public IEnumerable<string> DifferencesFrom(RequestFacts stored)
    {
        (string Name, object? Stored, object? Here)[] fields =
        [
            ("service", stored.ServiceCode, ServiceCode),
            ("opened", stored.RequestedAt, RequestedAt),
            ("closed", stored.ClosedAt, ClosedAt),
            ("expected", stored.ExpectedAt, ExpectedAt),
            ("status notes", stored.StatusNotes, StatusNotes),
            ("latitude", stored.Location.Latitude, Location.Latitude),
            ("longitude", stored.Location.Longitude, Location.Longitude),
            ("address", stored.Location.Address, Location.Address),
            ("postal code", stored.Location.ZipCode, Location.ZipCode),
            ("description", stored.Description, Description),
            ("notes", stored.Note, Note),
        ];
        foreach (var (name, there, here) in fields)
        {
            if (!Equals(there, here))
                yield return FormattableString.Invariant($"{name} “{Show(there)}” is stored, “{Show(here)}” stands here");
        }
    }

    private static object? Show(object? value) =>
        value is DateTimeOffset at ? at.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", System.Globalization.CultureInfo.InvariantCulture) : value;
}

/// <summary>Something to report about a row.</summary>
internal sealed record RowFinding(ImportSeverity Severity, string Reason, string Detail);

/// <summary>What one row of the file came to: facts to store, or the one finding that refuses it.</summary>
internal sealed record MappedRow
{
    public required long Row { get; init; }

    public required byte[] Bytes { get; init; }

    public string? ExternalId { get; init; }

    /// <summary><see langword="null"/> when the row is refused.</summary>
    public RequestFacts? Request { get; init; }

    public ServiceFacts? Service { get; init; }

    public IReadOnlyList<RowFinding> Findings { get; init; } = [];
}
