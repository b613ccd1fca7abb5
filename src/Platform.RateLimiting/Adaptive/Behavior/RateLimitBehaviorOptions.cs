namespace Platform.RateLimiting;

/// <summary>
/// How a policy's limits follow the behavior of each consumer: they are multiplied by a factor that falls step by step while a consumer misbehaves, and rises again
/// when it has behaved for a while. What decides is a share of its own recent calls, so that using much is no misbehavior.
/// </summary>
public sealed class RateLimitBehaviorOptions
{
    /// <summary>The factor never falls below, from 0.01 to 1.</summary>
    /// <value>0.1.</value>
    public double Floor { get; set; } = 0.1;

    /// <summary>The factor that a consumer reaches who has behaved well for <see cref="RewardAfter"/>; at least 1.</summary>
    /// <value>1: good behavior is expected, not rewarded.</value>
    public double Ceiling { get; set; } = 1;

    /// <summary>The share of a consumer's calls that make the service fail (5xx, time-outs) from which on it is restricted.</summary>
    /// <value>0.5.</value>
    public double FailedShare { get; set; } = 0.5;

    /// <summary>The share of calls that look as if somebody were trying doors (401, 403, 404, 405) from which on it is restricted.</summary>
    /// <value>0.5.</value>
    public double ProbedShare { get; set; } = 0.5;

    /// <summary>The share of calls that were refused, which is what those have who do not obey Retry-After, from which on it is restricted.</summary>
    /// <value>0.8.</value>
    public double RefusedShare { get; set; } = 0.8;

    /// <summary>From which multiple of all consumers' mean cost of a call on a consumer is restricted.</summary>
    /// <value>10.</value>
    public double CostMultiple { get; set; } = 10;

    /// <summary>How long a call counts: it weighs half after this time.</summary>
    /// <value>1 minute.</value>
    public TimeSpan HalfLife { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Fewer recent calls than this say nothing.</summary>
    /// <value>20.</value>
    public int LeastCalls { get; set; } = 20;

    /// <summary>The shortest time between two steps down.</summary>
    /// <value>10 seconds.</value>
    public TimeSpan StepAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>For how long each share must have been below half of its threshold before the factor rises by a step. Between half and the whole nothing changes.</summary>
    /// <value>1 minute.</value>
    public TimeSpan RecoverAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>For how long a consumer with the factor 1 must have behaved before it gets the <see cref="Ceiling"/>.</summary>
    /// <value>10 minutes.</value>
    public TimeSpan RewardAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How many consumers are kept in mind; 80 bytes each. Beyond it those are forgotten who were not heard for longest, unrestricted ones first.</summary>
    /// <value>8,192. Read when the policy first appears.</value>
    public int ConsumerCapacity { get; set; } = 8_192;

    /// <summary>Reckon the factors and report them, and leave the limits as they are.</summary>
    /// <value><see langword="false"/>.</value>
    public bool Shadow { get; set; }
}
