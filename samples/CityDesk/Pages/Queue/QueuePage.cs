using CityDesk.Domain;

namespace CityDesk.Pages.Queue;

/// <summary>Some rows of the queue, newest first, and the ways on from there; a way is <see langword="null"/> where the queue ends.</summary>
internal sealed record QueuePage(IReadOnlyList<QueueRow> Rows, QueueCursor? Newer, QueueCursor? Older);

/// <summary>What the queue shows of a request.</summary>
internal sealed record QueueRow
{
    public required long Id { get; init; }

    public required string? ImportSource { get; init; }

    public required string? ExternalId { get; init; }

    public required string Service { get; init; }

    public required string? Address { get; init; }

    public required double? Latitude { get; init; }

    public required double? Longitude { get; init; }

    public required RequestStatus Status { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public required DateTimeOffset? ExpectedAt { get; init; }

    public required string? Team { get; init; }

    public string PublicId => ServiceRequest.FormatPublicId(Id, ImportSource, ExternalId);

    /// <summary>By how much a promise is broken that is still to be kept; <see langword="null"/> when none is.</summary>
    public TimeSpan? Overdue(DateTimeOffset now) => Status != RequestStatus.Closed && ExpectedAt < now ? now - ExpectedAt : null;
}
