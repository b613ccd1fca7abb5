using CityDesk.Domain;

namespace CityDesk.Pages.Queue;

/// <summary>Which requests of one city a queue shows. What is <see langword="null"/> does not restrict.</summary>
internal sealed record QueueFilter
{
    public const int TextMaxLength = 100;

    public required string JurisdictionId { get; init; }

    public RequestStatus? Status { get; init; }

    public int? ServiceId { get; init; }

    public string? Team { get; init; }

    /// <summary>A number, or a part of the address or the description. See <see cref="TextSearch"/>.</summary>
    public string? Text { get; init; }

    /// <summary>Reported at this moment or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Reported before this moment.</summary>
    public DateTimeOffset? Until { get; init; }
}
