namespace Platform.RateLimiting.AspNetCore;

/// <summary>Takes an endpoint, a controller or an action out of adaptive limiting: what streams for minutes would hold a place all that time.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class DisablePlatformAdaptiveLimitAttribute : Attribute, IAdaptiveLimitMetadata
{
    string? IAdaptiveLimitMetadata.LimitName => null;
}
