namespace Platform.RateLimiting;

/// <summary>Which usage to sum up.</summary>
public sealed record UsageQuery
{
    /// <summary>The first instant. Slices count by their start; see the remarks of <see cref="IUsageLedger.QueryAsync"/>.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>The first instant after the period.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>Only this policy.</summary>
    /// <value><see langword="null"/>: all.</value>
    public string? Policy { get; init; }

    /// <summary>Only this consumer, as <see cref="UsageTotal.Consumer"/> writes it; <see cref="IUsageLedger.ConsumerOf"/> says it of a key.</summary>
    /// <value><see langword="null"/>: all.</value>
    public string? Consumer { get; init; }

    /// <summary>Whether each slice is told on its own: hours, parts of hours, and days of what was rolled up.</summary>
    /// <value><see langword="false"/>: one sum for each policy and consumer.</value>
    public bool BySlice { get; init; }
}
