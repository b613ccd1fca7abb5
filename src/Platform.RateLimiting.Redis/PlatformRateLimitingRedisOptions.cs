namespace Platform.RateLimiting.Redis;

/// <summary>Where Redis is, and what happens when it does not answer. Read once, when the host starts.</summary>
public sealed class PlatformRateLimitingRedisOptions
{
    /// <summary>Where Redis is, as StackExchange.Redis reads it: <c>redis.internal:6379,password=…,ssl=true</c>.</summary>
    /// <value><see langword="null"/>: the <c>IConnectionMultiplexer</c> among the services is used, and there must be one.</value>
    public string? Configuration { get; set; }

    /// <summary>What all keys in Redis begin with. Hosts that are to count together have the same.</summary>
    /// <value><c>ratelimit</c>.</value>
    public string KeyPrefix { get; set; } = "ratelimit";

    /// <summary>
    /// A secret of at least 16 characters, the same for all instances. With it the keys in Redis are keyed digests (HMAC-SHA-256), and who
    /// reads them cannot find out by trying whose they are. Another secret counts everybody anew.
    /// </summary>
    /// <value><see langword="null"/>: plain digests (SHA-256). API keys cannot be guessed from them; addresses and user names can.</value>
    public string? KeySecret { get; set; }

    /// <summary>How long a decision waits for Redis before <see cref="WhenUnavailable"/> decides.</summary>
    /// <value>50 ms.</value>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How many instances share the limits; each one's share while Redis does not answer is the limit divided by it.</summary>
    /// <value>1.</value>
    public int Instances { get; set; } = 1;

    /// <summary>How requests are decided while Redis does not answer, for policies that do not say it themselves.</summary>
    /// <value><see cref="WhenUnavailable.LocalShare"/>.</value>
    public WhenUnavailable WhenUnavailable { get; set; }

    /// <summary>The longest time for which a refusal is repeated from memory, without asking Redis; it never is beyond the time to come back.</summary>
    /// <value>One minute. Zero asks each time.</value>
    public TimeSpan RefusalMemory { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The breaker opens when at least this many calls were made within <see cref="SamplingDuration"/>, and too many failed.</summary>
    /// <value>8.</value>
    public int MinimumCalls { get; set; } = 8;

    /// <summary>The breaker opens when at least this share of the calls failed, above 0 and at most 1.</summary>
    /// <value>0.5.</value>
    public double FailureRatio { get; set; } = 0.5;

    /// <summary>The time over which failures are counted; at least 500 ms.</summary>
    /// <value>5 s.</value>
    public TimeSpan SamplingDuration { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an opened breaker spares Redis before one call tries again; at least 500 ms. Doubled each time that one fails, up to <see cref="LongestBreak"/>, and spread by a quarter so that instances do not come back together.</summary>
    /// <value>1 s.</value>
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest that Redis is spared at a time.</summary>
    /// <value>15 s.</value>
    public TimeSpan LongestBreak { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>What differs for single policies, by the policy's name.</summary>
    /// <value>None.</value>
    public IDictionary<string, RateLimitRedisPolicyOptions> Policies { get; } = new Dictionary<string, RateLimitRedisPolicyOptions>(StringComparer.Ordinal);

    /// <summary>Says what differs for a policy.</summary>
    /// <param name="name">The policy's name.</param>
    /// <param name="configure">Sets it.</param>
    /// <returns>This, for chaining.</returns>
    public PlatformRateLimitingRedisOptions Policy(string name, Action<RateLimitRedisPolicyOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        if (!Policies.TryGetValue(name, out var policy))
            Policies[name] = policy = new RateLimitRedisPolicyOptions();
        configure(policy);
        return this;
    }
}
