namespace Platform.RateLimiting;

/// <summary>The policies of a host, and how its top talkers are counted.</summary>
public sealed class PlatformRateLimitingOptions
{
    /// <summary>The policies by name.</summary>
    /// <value>None.</value>
    public IDictionary<string, RateLimitPolicyOptions> Policies { get; } = new Dictionary<string, RateLimitPolicyOptions>(StringComparer.Ordinal);

    /// <summary>One of how many decisions is looked at for the top talkers; 1 looks at each, 0 at none.</summary>
    /// <value>64.</value>
    public int TopTalkerSampling { get; set; } = 64;

    /// <summary>Adds a policy, or changes the one of that name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="configure">Sets its limits.</param>
    /// <returns>This, for chaining.</returns>
    public PlatformRateLimitingOptions Policy(string name, Action<RateLimitPolicyOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        if (!Policies.TryGetValue(name, out var policy))
            Policies[name] = policy = new RateLimitPolicyOptions();
        configure(policy);
        return this;
    }
}
