namespace Platform.RateLimiting;

/// <summary>What a consumer used.</summary>
/// <param name="Policy">The policy's name.</param>
/// <param name="Consumer">The consumer.</param>
/// <param name="From">The first instant: of the query, or of the slice.</param>
/// <param name="To">The first instant after it.</param>
/// <param name="Amount">Permits used.</param>
public sealed record UsageTotal(string Policy, string Consumer, DateTimeOffset From, DateTimeOffset To, long Amount);
