namespace Platform.RateLimiting.Redis;

/// <summary>What differs for one policy.</summary>
public sealed class RateLimitRedisPolicyOptions
{
    /// <summary>How requests are decided while Redis does not answer.</summary>
    /// <value><see langword="null"/>: as <see cref="PlatformRateLimitingRedisOptions.WhenUnavailable"/> says.</value>
    public WhenUnavailable? WhenUnavailable { get; set; }

    /// <summary>
    /// How many permits of a key an instance may take ahead, once the key is used often, so that it need not ask for each call. They are
    /// counted in Redis when they are taken. In any window a key is admitted at most this many more than the limit, for each instance;
    /// whoever cannot have that leaves it at 0.
    /// </summary>
    /// <value>0: each decision is Redis's own. Never more than a quarter of the smallest burst is taken.</value>
    public int LeasePermits { get; set; }
}
