namespace CityDesk.Domain;

/// <summary>A kind of request that a city accepts: a pothole, a missed collection, a broken street light.</summary>
public sealed class Service
{
    public const int CodeMaxLength = 64;
    public const int NameMaxLength = 200;

    public int Id { get; init; }

    public required string JurisdictionId { get; init; }

    /// <summary>Unique within the jurisdiction; what clients send as <c>service_code</c>.</summary>
    public required string Code { get; init; }

    public required string Name { get; set; }

    public string Description { get; set; } = "";

    public string Group { get; set; } = "";

    /// <summary>Comma-separated synonyms that help a resident find the service.</summary>
    public string Keywords { get; set; } = "";

    public SubmissionType Type { get; set; } = SubmissionType.Realtime;

    public string AgencyResponsible { get; set; } = "";

    /// <summary>What the resident is told to expect after reporting; empty when nothing is promised.</summary>
    public string Notice { get; set; } = "";

    /// <summary>Working target from report to closing; <see langword="null"/> when the city promises none.</summary>
    public TimeSpan? Target { get; set; }

    /// <summary>When the service or one of its questions last changed: whoever keeps a copy of the list learns from it to fetch a new one.</summary>
    public required DateTimeOffset ChangedAt { get; set; }

    /// <summary>The questions of the service definition, in the order in which they are asked.</summary>
    public List<ServiceAttribute> Attributes { get; init; } = [];
}
