namespace Platform.RateLimiting.AspNetCore;

/// <summary>Says how important the requests of an endpoint, a controller or an action are when not all can be served.</summary>
/// <param name="priority">The priority. It stands before what a user's claim says.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class PlatformLoadPriorityAttribute(LoadPriority priority) : Attribute, ILoadPriorityMetadata
{
    /// <inheritdoc />
    public LoadPriority Priority { get; } = priority;
}
