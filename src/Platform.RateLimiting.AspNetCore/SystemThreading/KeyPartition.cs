namespace Platform.RateLimiting.AspNetCore.SystemThreading;

/// <summary>What a limiter is kept for: one key may stand behind several policies and tiers of one name, and each decides by its own.</summary>
internal readonly record struct KeyPartition(RateLimitPolicy Policy, RateLimitKey Key, string? Tier);
