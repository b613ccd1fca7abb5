namespace Platform.RateLimiting;

/// <summary>How important a call is when not all can be served. Under overload a lower one is served only where no higher one waits.</summary>
public enum LoadPriority
{
    /// <summary>Can be done later, or not at all: prefetching, batch work, crawlers.</summary>
    Background,

    /// <summary>What a call is that says nothing.</summary>
    Normal,

    /// <summary>What users would miss most: the check-out, the sign-in.</summary>
    Important,

    /// <summary>What keeps the system alive: health checks, administration. Never refused and never kept waiting.</summary>
    Critical,
}
