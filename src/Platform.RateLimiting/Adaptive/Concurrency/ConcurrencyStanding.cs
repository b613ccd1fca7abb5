namespace Platform.RateLimiting.Adaptive.Concurrency;

/// <summary>What is to be told of a limit.</summary>
/// <param name="Estimate">What the limit is thought to be.</param>
/// <param name="Latest">The latest trial or alarm.</param>
/// <param name="Now">The time, in ticks.</param>
/// <param name="BeyondShare">How many of those that run do not count for others.</param>
internal readonly record struct ConcurrencyStanding(double Estimate, ConcurrencyFinding Latest, long Now, int BeyondShare);
