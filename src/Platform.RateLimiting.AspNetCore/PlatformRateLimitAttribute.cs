namespace Platform.RateLimiting.AspNetCore;

/// <summary>Limits an endpoint, a controller, an action, a hub or a hub method by a policy.</summary>
/// <param name="policyName">The policy's name.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class PlatformRateLimitAttribute(string policyName) : Attribute, IRateLimitMetadata
{
    /// <inheritdoc />
    public string PolicyName { get; } = policyName;
}
