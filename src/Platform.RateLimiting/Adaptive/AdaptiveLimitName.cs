namespace Platform.RateLimiting;

/// <summary>That an adaptive limit of this name was added.</summary>
internal sealed record AdaptiveLimitName(string Name);
