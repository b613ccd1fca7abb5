namespace Platform.RateLimiting.AspNetCore;

/// <summary>Says on an endpoint which policy limits it. Of several the last one counts: an action's stands before its controller's.</summary>
public interface IRateLimitMetadata
{
    /// <summary>The policy's name; <see langword="null"/> for an endpoint that is not limited, whatever the default.</summary>
    string? PolicyName { get; }
}
