namespace Platform.Webhooks.Delivery;

/// <summary>Whether an attempt may begin now. Pure.</summary>
internal static class RateDecision
{
    /// <param name="rate">How fast the receiver may be called.</param>
    /// <param name="free">When all of the rate is free again, as the decision before said: the theoretical arrival time.</param>
    /// <param name="now">The time.</param>
    /// <returns>What holds of it from now on; and when an attempt may begin, where it may not now, which leaves everything as it was.</returns>
    public static (DateTimeOffset Free, DateTimeOffset? NotBefore) After(WebhookRate rate, DateTimeOffset free, DateTimeOffset now)
    {
        var begins = free > now ? free : now;
        var earliest = begins - (rate.Interval * (rate.Burst - 1));
        return earliest <= now ? (begins + rate.Interval, null) : (free, earliest);
    }
}
