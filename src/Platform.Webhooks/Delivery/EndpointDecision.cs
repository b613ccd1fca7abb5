using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Dispatch;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.Delivery;

/// <summary>What becomes of a delivery. Pure.</summary>
internal static class EndpointDecision
{
    private const int FirstClientError = 400;
    private const int LastClientError = 499;

    /// <summary>
    /// The schedule says when, and a receiver that has too much to do and asks for more time gets it; from others the field means nothing. What is the
    /// receiver's own state, as it has said
    /// or as the breaker has found, is not the event's, so no event dies of it: it waits until the receiver answers again, is disabled, or has been held for
    /// too long.
    /// </summary>
    /// <param name="sent">The attempt.</param>
    /// <param name="schedule">When what has failed is tried again.</param>
    /// <param name="attempt">Which attempt it was.</param>
    /// <param name="random">Spreads the wait.</param>
    /// <param name="isHeldBack">Whether the receiver was known to fail when the attempt was begun.</param>
    public static Attempt Of(WebhookAttempt sent, RetrySchedule schedule, int attempt, double random, bool isHeldBack)
    {
        if (sent.Outcome == WebhookOutcome.Delivered)
            return Attempt.Delivered;
        if (sent.Outcome == WebhookOutcome.Gone)
            return new Attempt(DeliveryVerdict.Later, TimeSpan.Zero, sent.Reason);
        if (!IsOfReceiver(sent, isHeldBack))
            return Attempt.Failed(schedule, attempt, random, sent.Reason);
        // The schedule may have no wait behind its last attempt, and may have none at all.
        var wait = schedule.After(Math.Min(attempt, Math.Max(1, schedule.Attempts - 1)), random) ?? TimeSpan.Zero;
        return new Attempt(DeliveryVerdict.Later, sent.Outcome == WebhookOutcome.Throttled && sent.RetryAfter is { } asked && asked > wait
            ? asked : wait, sent.Reason);
    }

    private static bool IsOfReceiver(WebhookAttempt sent, bool isHeldBack) => sent.Outcome switch
    {
        WebhookOutcome.Throttled or WebhookOutcome.NotTried => true,
        // It has read this one, and does not take it: another may be taken.
        WebhookOutcome.Rejected when sent.Status is >= FirstClientError and <= LastClientError => false,
        _ => isHeldBack,
    };
}
