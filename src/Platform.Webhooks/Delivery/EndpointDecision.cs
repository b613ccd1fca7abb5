using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Dispatch;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.Delivery;

/// <summary>What becomes of a delivery. Pure.</summary>
internal static class EndpointDecision
{
    /// <summary>
    /// The schedule says when, and a receiver that has too much to do and asks for more time gets it; from others the field means nothing. What one that is gone has not taken waits with
    /// the rest until it is enabled.
    /// </summary>
    public static Attempt Of(WebhookAttempt sent, RetrySchedule schedule, int attempt, double random)
    {
        if (sent.Outcome == WebhookOutcome.Delivered)
            return Attempt.Delivered;
        var failed = Attempt.Failed(schedule, attempt, random, sent.Reason);
        if (sent.Outcome == WebhookOutcome.Gone)
            return new Attempt(DeliveryVerdict.Retry, TimeSpan.Zero, sent.Reason);
        if (failed.Verdict == DeliveryVerdict.Dead)
            return failed;
        return sent.Outcome == WebhookOutcome.Throttled && sent.RetryAfter is { } asked && asked > failed.Wait ? failed with { Wait = asked } : failed;
    }
}
