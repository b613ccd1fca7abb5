namespace Platform.RateLimiting.AspNetCore;

/// <summary>Says on an endpoint how important its requests are. Of several the last one counts.</summary>
public interface ILoadPriorityMetadata
{
    /// <summary>The priority.</summary>
    LoadPriority Priority { get; }
}
