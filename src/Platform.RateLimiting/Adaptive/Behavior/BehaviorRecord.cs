namespace Platform.RateLimiting.Adaptive.Behavior;

/// <summary>What is kept in mind of a consumer: counts that fade, and the step it stands on.</summary>
internal struct BehaviorRecord
{
    /// <summary>Recent calls; each weighs half after a half-life.</summary>
    public float Calls;

    public float Failed;

    public float Probed;

    public float Refused;

    public float Cost;

    /// <summary>0 for the factor 1, positive for each halving, -1 for the ceiling.</summary>
    public sbyte Step;

    public ConsumerBehaviorReason Reason;

    public float Measure;

    /// <summary>When the counts were brought up to date, in ticks; 0 for a record that is not in use.</summary>
    public long At;

    /// <summary>When the step changed; 0 for never.</summary>
    public long SteppedAt;

    /// <summary>Since when it has behaved; 0 when it does not.</summary>
    public long GoodSince;
}
