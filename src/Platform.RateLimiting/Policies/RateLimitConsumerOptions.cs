namespace Platform.RateLimiting;

/// <summary>An exception for one consumer.</summary>
public sealed class RateLimitConsumerOptions
{
    /// <summary>Who: a key as <see cref="RateLimitKey.TryParse"/> reads it, such as <c>tenant:acme</c>. A composite key matches with any of its parts; names before the address, in their order.</summary>
    /// <value>Empty: must be set.</value>
    public string Key { get; set; } = "";

    /// <summary>The tier that holds for the consumer, whatever tier its request claims.</summary>
    /// <value><see langword="null"/>: the request's own.</value>
    public string? Tier { get; set; }

    /// <summary>The limits that differ from the policy and from the tier, by name.</summary>
    /// <value>None.</value>
    public IDictionary<string, RateLimitOptions> Limits { get; } = new Dictionary<string, RateLimitOptions>(StringComparer.Ordinal);

    /// <summary>Sets a limit for the consumer.</summary>
    /// <param name="name">A limit of the policy.</param>
    /// <param name="permits">See <see cref="RateLimitOptions.Permits"/>.</param>
    /// <param name="per">See <see cref="RateLimitOptions.Per"/>.</param>
    /// <param name="burst">See <see cref="RateLimitOptions.Burst"/>.</param>
    /// <returns>This, for chaining.</returns>
    public RateLimitConsumerOptions Limit(string name, long permits, TimeSpan per, long? burst = null)
    {
        Limits[name] = new RateLimitOptions { Permits = permits, Per = per, Burst = burst };
        return this;
    }

    /// <summary>What the consumer has of the policy's quotas instead, by name.</summary>
    /// <value>None.</value>
    public IDictionary<string, QuotaAllowanceOptions> Quotas { get; } = new Dictionary<string, QuotaAllowanceOptions>(StringComparer.Ordinal);

    /// <summary>Sets what the consumer has of a quota.</summary>
    /// <param name="name">A quota of the policy.</param>
    /// <param name="allowance">See <see cref="QuotaOptions.Allowance"/>.</param>
    /// <param name="rollover">See <see cref="QuotaOptions.Rollover"/>; the policy's where it is left out.</param>
    /// <param name="overage">See <see cref="QuotaOptions.Overage"/>; the policy's where it is left out.</param>
    /// <returns>This, for chaining.</returns>
    public RateLimitConsumerOptions Quota(string name, long allowance, long? rollover = null, long? overage = null)
    {
        Quotas[name] = new QuotaAllowanceOptions { Allowance = allowance, Rollover = rollover, Overage = overage };
        return this;
    }
}
