namespace Platform.RateLimiting.AspNetCore;

/// <summary>Takes an endpoint, a controller, an action, a hub or a hub method out of rate limiting.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class DisablePlatformRateLimitAttribute : Attribute, IRateLimitMetadata
{
    string? IRateLimitMetadata.PolicyName => null;
}
