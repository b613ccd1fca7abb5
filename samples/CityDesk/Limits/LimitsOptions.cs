using System.ComponentModel.DataAnnotations;

namespace CityDesk.Limits;

/// <summary>Section <c>Limits</c>: how much of the desk whom may use. The defaults are far above what a client does that works as it should.</summary>
public sealed class LimitsOptions
{
    public const string Section = "Limits";

    /// <summary>How many calls of Open311 a minute may come from one address without a key; as many at once after a pause.</summary>
    /// <value>Default: 600.</value>
    [Display(Prompt = "NUMBER", Description = "Open311 calls a minute from one address without a key")]
    [Range(1, 1_000_000, ErrorMessage = "Limits:ReadsPerMinute must be 1 to 1,000,000.")]
    public int ReadsPerMinute { get; set; } = 600;

    /// <summary>How many requests a minute may be posted from one address without a valid key. None of them is filed: they are mistakes, or guesses.</summary>
    /// <value>Default: 20.</value>
    [Display(Prompt = "NUMBER", Description = "requests posted a minute from one address without a valid key")]
    [Range(1, 1_000_000, ErrorMessage = "Limits:PostsPerMinute must be 1 to 1,000,000.")]
    public int PostsPerMinute { get; set; } = 20;

    /// <summary>How many calls of the staff API a minute one member of staff may make, or one address where nobody is signed in; and as many of the console, counted by themselves.</summary>
    /// <value>Default: 1,200.</value>
    [Display(Prompt = "NUMBER", Description = "staff API calls a minute of one member of staff")]
    [Range(1, 1_000_000, ErrorMessage = "Limits:StaffCallsPerMinute must be 1 to 1,000,000.")]
    public int StaffCallsPerMinute { get; set; } = 1200;

    /// <summary>
    /// How many attempts to sign in a minute may come from one address, at the console and at the staff API together; at the console a browser that has signed in before counts by itself.
    /// </summary>
    /// <value>Default: 60, a large office at eight in the morning.</value>
    [Display(Prompt = "NUMBER", Description = "attempts to sign in a minute from one address")]
    [Range(1, 1_000_000, ErrorMessage = "Limits:SignInsPerMinute must be 1 to 1,000,000.")]
    public int SignInsPerMinute { get; set; } = 60;

    /// <summary>The addresses or networks of proxies that are believed for whom they call. Nobody else is.</summary>
    /// <value>Default: empty, nobody.</value>
    [Display(Prompt = "ADDRESSES", Description = "proxies that are believed for whom they call, such as 10.0.0.5,10.1.0.0/16")]
    public string Proxies { get; set; } = "";

    /// <summary>
    /// What holders of API keys may do, by the name of the tier that is kept with the key. Those named here come on top of the ones that are there.
    /// </summary>
    /// <value>Default: <c>registered</c>, 600 calls a minute and 100,000 a month, and <c>partner</c>, 6,000 and 10,000,000.</value>
    public Dictionary<string, TierOptions> Tiers { get; } = new(StringComparer.OrdinalIgnoreCase)
    {
        ["registered"] = new() { PerMinute = 600, PerMonth = 100_000 },
        ["partner"] = new() { PerMinute = 6_000, PerMonth = 10_000_000 },
    };

    /// <summary>The tier of a key that is given none, or one that is not there any more.</summary>
    /// <value>Default: <c>registered</c>.</value>
    [Display(Prompt = "TIER", Description = "the tier of a key that is given none")]
    public string DefaultTier { get; set; } = "registered";

    /// <summary>Whether calls are shed, the least important first, when more come than the desk bears.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    [Display(Prompt = "BOOL", Description = "whether calls are shed when more come than the desk bears")]
    public bool Shedding { get; set; } = true;

    /// <summary>How many calls are worked on at once at most. How many it really bears the desk finds out.</summary>
    /// <value>Default: 1,000.</value>
    [Display(Prompt = "NUMBER", Description = "how many calls are worked on at once at most")]
    [Range(1, 100_000, ErrorMessage = "Limits:MostAtOnce must be 1 to 100,000.")]
    public int MostAtOnce { get; set; } = 1000;

    /// <summary>A Redis over which several instances count together, as StackExchange.Redis reads it.</summary>
    /// <value>Default: empty, each instance counts rates for itself. Monthly quotas count together in the database all the same.</value>
    [Display(Prompt = "ADDRESS", Description = "a Redis over which several instances count together, such as redis.internal:6379")]
    public string Redis { get; set; } = "";

    /// <summary>Keeps whoever reads that Redis from finding out whose counts they are; the same on all instances.</summary>
    /// <value>Default: empty, none.</value>
    [Display(Prompt = "TEXT", Description = "a secret of 16 characters or more that hides from readers of Redis who calls; the same on all instances")]
    public string RedisSecret { get; set; } = "";

    /// <summary>What all keys in that Redis begin with; the same on all instances of one desk, and another for each desk.</summary>
    /// <value>Default: <c>citydesk</c>.</value>
    [Display(Prompt = "TEXT", Description = "what all keys in that Redis begin with; another for each desk")]
    [StringLength(64, MinimumLength = 1, ErrorMessage = "Limits:RedisKeyPrefix must have 1 to 64 characters.")]
    public string RedisKeyPrefix { get; set; } = "citydesk";

    /// <summary>How long a call waits for that Redis before it is decided by this instance's share.</summary>
    /// <value>Default: 50 ms.</value>
    [Display(Prompt = "TIME", Description = "how long a call waits for that Redis, as hours:minutes:seconds")]
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10", ErrorMessage = "Limits:RedisDeadline must be 00:00:00.001 to 00:00:10.")]
    public TimeSpan RedisDeadline { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How many instances count together; each one's share while Redis does not answer is the limit divided by it.</summary>
    /// <value>Default: 1.</value>
    [Display(Prompt = "NUMBER", Description = "how many instances share the limits while Redis does not answer")]
    [Range(1, 10_000, ErrorMessage = "Limits:Instances must be 1 to 10,000.")]
    public int Instances { get; set; } = 1;

    /// <summary>The name of a tier as it is in force: that of the key, or the default where there is none of that name.</summary>
    /// <param name="tier">The tier that is kept with a key; empty for none.</param>
    public string InForce(string tier) => Tiers.ContainsKey(tier) ? tier : DefaultTier;
}

/// <summary>What the holder of a key may do.</summary>
public sealed class TierOptions
{
    /// <summary>How many calls a minute; as many at once after a pause.</summary>
    /// <value>0: must be set.</value>
    [Display(Prompt = "NUMBER", Description = "calls a minute of a key of this tier")]
    public int PerMinute { get; set; }

    /// <summary>How many calls in a month of the city's calendar.</summary>
    /// <value>0: must be set.</value>
    [Display(Prompt = "NUMBER", Description = "calls a month of a key of this tier")]
    public long PerMonth { get; set; }
}
