namespace Platform.RateLimiting.AspNetCore;

/// <summary>Says on an endpoint which adaptive limit holds for it. Of several the last one counts.</summary>
public interface IAdaptiveLimitMetadata
{
    /// <summary>The limit's name, empty for the one without; <see langword="null"/> for an endpoint that is not limited.</summary>
    string? LimitName { get; }
}
