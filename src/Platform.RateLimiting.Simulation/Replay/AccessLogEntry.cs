namespace Platform.RateLimiting.Simulation;

/// <summary>A call in an access log.</summary>
/// <param name="At">When it was made.</param>
/// <param name="Key">Whom it counts for.</param>
/// <param name="Cost">What it costs, in permits.</param>
/// <param name="Status">The status of its answer; 0 where the log does not say.</param>
public readonly record struct AccessLogEntry(DateTimeOffset At, RateLimitKey Key, long Cost, int Status);
