namespace Platform.RateLimiting;

/// <summary>One limit: so many permits in so much time, and so many of them at once.</summary>
/// <remarks>
/// In any stretch of time <c>t</c> a key is admitted at most <see cref="Burst"/> + t × <see cref="Permits"/> / <see cref="Per"/>. Whoever
/// must never see more than <c>n</c> in any window <c>w</c> asks for a burst <c>b</c> and <c>n - b</c> permits per <c>w</c>.
/// </remarks>
public sealed class RateLimitOptions
{
    /// <summary>How many permits come back in each <see cref="Per"/>.</summary>
    /// <value>0: must be set.</value>
    public long Permits { get; set; }

    /// <summary>The time in which <see cref="Permits"/> come back, evenly.</summary>
    /// <value>One second.</value>
    public TimeSpan Per { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many permits may be taken at once, after a pause.</summary>
    /// <value><see langword="null"/>: as many as <see cref="Permits"/>.</value>
    public long? Burst { get; set; }
}
