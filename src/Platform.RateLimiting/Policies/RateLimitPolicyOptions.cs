namespace Platform.RateLimiting;

/// <summary>A policy: limits that are counted together for each key, and exceptions from them.</summary>
public sealed class RateLimitPolicyOptions
{
    /// <summary>The name of a limit that was given none.</summary>
    public const string DefaultLimit = "default";

    /// <summary>The limits by name. A request is admitted when all of them admit it, and takes from none otherwise.</summary>
    /// <value>None: at least one must be set, at most <see cref="RateLimitPolicy.MostLimits"/> may be.</value>
    public IDictionary<string, RateLimitOptions> Limits { get; } = new Dictionary<string, RateLimitOptions>(StringComparer.Ordinal);

    /// <summary>The quotas by name: permits for each window of a calendar, kept in the usage ledger. A request is admitted when all of them and all limits admit it, and takes from none otherwise.</summary>
    /// <value>None; at most <see cref="RateLimitPolicy.MostQuotas"/> may be set.</value>
    public IDictionary<string, QuotaOptions> Quotas { get; } = new Dictionary<string, QuotaOptions>(StringComparer.Ordinal);

    /// <summary>
    /// How many permits of a key's quotas this process may take ahead, once the key is used often, so that it need not ask the ledger for each
    /// call. They are counted when they are taken, so that quotas are never exceeded by it. If the process is killed, what it held and had not
    /// reported is neither exported nor given back before the window ends.
    /// </summary>
    /// <value>0: the ledger decides each call, and what was admitted is exported exactly, whatever happens. Never more than an eighth of what is free is taken.</value>
    public long QuotaLeasePermits { get; set; }

    /// <summary>How quotas are decided while the ledger does not answer.</summary>
    /// <value><see cref="WhenLedgerUnavailable.Admit"/>.</value>
    public WhenLedgerUnavailable WhenLedgerUnavailable { get; set; }

    /// <summary>Count and report what would be refused, and refuse nothing.</summary>
    /// <value><see langword="false"/>.</value>
    public bool Shadow { get; set; }

    /// <summary>How many keys each limit is made for: those that owe something at the same time, not all that ever come. 21.6 bytes are set aside for each, and taken up page by page as keys come.</summary>
    /// <value>262,144. Read when the policy first appears; a change takes effect at the next start.</value>
    public int KeyCapacity { get; set; } = 262_144;

    /// <summary>What happens to a key that finds no place. Read when the policy first appears.</summary>
    /// <value><see cref="WhenFull.ShareBucket"/>.</value>
    public WhenFull WhenFull { get; set; }

    /// <summary>Other limits for classes of consumers, by name.</summary>
    /// <value>None.</value>
    public IDictionary<string, RateLimitTierOptions> Tiers { get; } = new Dictionary<string, RateLimitTierOptions>(StringComparer.Ordinal);

    /// <summary>Exceptions for single consumers.</summary>
    /// <value>None.</value>
    public IList<RateLimitConsumerOptions> Consumers { get; } = [];

    /// <summary>Who is never limited and never counted: keys, as <see cref="RateLimitKey.TryParse"/> reads them, and blocks of addresses such as <c>ip:10.0.0.0/8</c>.</summary>
    /// <value>None.</value>
    public IList<string> AllowList { get; } = [];

    /// <summary>Who is always refused, also when on the <see cref="AllowList"/>.</summary>
    /// <value>None.</value>
    public IList<string> BlockList { get; } = [];

    /// <summary>How the limits follow the behavior of each consumer.</summary>
    /// <value><see langword="null"/>: they do not.</value>
    public RateLimitBehaviorOptions? Behavior { get; set; }

    /// <summary>Lets the limits follow the behavior of each consumer.</summary>
    /// <param name="configure">Sets how; left out, by the defaults.</param>
    /// <returns>This, for chaining.</returns>
    public RateLimitPolicyOptions FollowBehavior(Action<RateLimitBehaviorOptions>? configure = null)
    {
        Behavior ??= new RateLimitBehaviorOptions();
        configure?.Invoke(Behavior);
        return this;
    }

    /// <summary>Sets the limit of a policy that has one.</summary>
    /// <param name="permits">See <see cref="RateLimitOptions.Permits"/>.</param>
    /// <param name="per">See <see cref="RateLimitOptions.Per"/>.</param>
    /// <param name="burst">See <see cref="RateLimitOptions.Burst"/>.</param>
    /// <returns>This, for chaining.</returns>
    public RateLimitPolicyOptions Limit(long permits, TimeSpan per, long? burst = null) => Limit(DefaultLimit, permits, per, burst);

    /// <summary>Sets a limit.</summary>
    /// <param name="name">Its name, as clients see it.</param>
    /// <param name="permits">See <see cref="RateLimitOptions.Permits"/>.</param>
    /// <param name="per">See <see cref="RateLimitOptions.Per"/>.</param>
    /// <param name="burst">See <see cref="RateLimitOptions.Burst"/>.</param>
    /// <returns>This, for chaining.</returns>
    public RateLimitPolicyOptions Limit(string name, long permits, TimeSpan per, long? burst = null)
    {
        Limits[name] = new RateLimitOptions { Permits = permits, Per = per, Burst = burst };
        return this;
    }

    /// <summary>Sets a quota.</summary>
    /// <param name="name">Its name, as clients see it. Limits and quotas of a policy have different names.</param>
    /// <param name="allowance">See <see cref="QuotaOptions.Allowance"/>.</param>
    /// <param name="period">See <see cref="QuotaOptions.Period"/>.</param>
    /// <param name="configure">Sets the rest.</param>
    /// <returns>This, for chaining.</returns>
    public RateLimitPolicyOptions Quota(string name, long allowance, QuotaPeriod period, Action<QuotaOptions>? configure = null)
    {
        var quota = new QuotaOptions { Allowance = allowance, Period = period };
        configure?.Invoke(quota);
        Quotas[name] = quota;
        return this;
    }

    /// <summary>Sets a tier.</summary>
    /// <param name="name">Its name, as requests claim it.</param>
    /// <param name="configure">Sets its limits.</param>
    /// <returns>This, for chaining.</returns>
    public RateLimitPolicyOptions Tier(string name, Action<RateLimitTierOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var tier = new RateLimitTierOptions();
        configure(tier);
        Tiers[name] = tier;
        return this;
    }

    /// <summary>Adds an exception for a consumer.</summary>
    /// <param name="key">See <see cref="RateLimitConsumerOptions.Key"/>.</param>
    /// <param name="configure">Sets its tier or limits.</param>
    /// <returns>This, for chaining.</returns>
    public RateLimitPolicyOptions Consumer(string key, Action<RateLimitConsumerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var consumer = new RateLimitConsumerOptions { Key = key };
        configure(consumer);
        Consumers.Add(consumer);
        return this;
    }
}
