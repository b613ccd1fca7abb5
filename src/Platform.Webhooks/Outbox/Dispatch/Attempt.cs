using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.Outbox.Dispatch;

/// <summary>What an attempt came to, before it is written down.</summary>
/// <param name="Verdict">What becomes of the delivery.</param>
/// <param name="Wait">How long until it is tried again.</param>
/// <param name="Reason">Why it failed.</param>
/// <param name="Note">What holds for the lane from now on, where that is something else than before.</param>
internal readonly record struct Attempt(DeliveryVerdict Verdict, TimeSpan Wait, string? Reason, LaneNote? Note = null)
{
    public static Attempt Delivered => new(DeliveryVerdict.Done, TimeSpan.Zero, null);

    /// <summary>A failure in a few words. What it says may hold what is nobody's business.</summary>
    public static string ReasonOf(Exception failure) => failure.GetType().FullName ?? failure.GetType().Name;

    /// <summary>What a failure comes to by a schedule.</summary>
    public static Attempt Failed(RetrySchedule schedule, int attempt, double random, string reason) =>
        schedule.After(attempt, random) is { } wait ? new Attempt(DeliveryVerdict.Retry, wait, reason) : new Attempt(DeliveryVerdict.Dead, TimeSpan.Zero, reason);
}
