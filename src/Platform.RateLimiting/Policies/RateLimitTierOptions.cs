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

    /// <summary>What the tier has of the policy's quotas instead, by name.</summary>
    /// <value>None.</value>
    public IDictionary<string, QuotaAllowanceOptions> Quotas { get; } = new Dictionary<string, QuotaAllowanceOptions>(StringComparer.Ordinal);

    /// <summary>Sets what the tier has of a quota.</summary>
    /// <param name="name">A quota of the policy.</param>
    /// <param name="allowance">See <see cref="QuotaOptions.Allowance"/>.</param>
    /// <param name="rollover">See <see cref="QuotaOptions.Rollover"/>; the policy's where it is left out.</param>
    /// <param name="overage">See <see cref="QuotaOptions.Overage"/>; the policy's where it is left out.</param>
    /// <returns>This, for chaining.</returns>
    public RateLimitTierOptions Quota(string name, long allowance, long? rollover = null, long? overage = null)
    {
        Quotas[name] = new QuotaAllowanceOptions { Allowance = allowance, Rollover = rollover, Overage = overage };
        return this;
    }
}
