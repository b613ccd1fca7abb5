namespace Platform.RateLimiting.AspNetCore;

/// <summary>Gives an endpoint, a controller or an action an adaptive limit other than the one without a name.</summary>
/// <param name="limitName">The limit's name.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class PlatformAdaptiveLimitAttribute(string limitName) : Attribute, IAdaptiveLimitMetadata
{
    /// <inheritdoc />
    public string LimitName { get; } = limitName;
}
