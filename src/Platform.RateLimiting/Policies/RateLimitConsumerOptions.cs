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
}
