namespace Platform.RateLimiting;

/// <summary>Other limits for a class of consumers.</summary>
public sealed class RateLimitTierOptions
{
    /// <summary>The limits that differ, by name. A limit of the policy that is not named here holds as it is.</summary>
    /// <value>None.</value>
    public IDictionary<string, RateLimitOptions> Limits { get; } = new Dictionary<string, RateLimitOptions>(StringComparer.Ordinal);

    /// <summary>Sets a limit for the tier.</summary>
    /// <param name="name">A limit of the policy.</param>
    /// <param name="permits">See <see cref="RateLimitOptions.Permits"/>.</param>
    /// <param name="per">See <see cref="RateLimitOptions.Per"/>.</param>
    /// <param name="burst">See <see cref="RateLimitOptions.Burst"/>.</param>
    /// <returns>This, for chaining.</returns>
    public RateLimitTierOptions Limit(string name, long permits, TimeSpan per, long? burst = null)
    {
        Limits[name] = new RateLimitOptions { Permits = permits, Per = per, Burst = burst };
        return this;
    }
}
