namespace Platform.Webhooks.Delivery;

/// <summary>
/// How many attempts a receiver may be asked to bear at once: one more for as many answers as there are attempts under way, half as many when it gives none or asks for less. Pure.
/// </summary>
internal static class ConcurrencyDecision
{
    private const double Share = 0.5;

    /// <param name="limit">What held when the attempt ended: 1 to <paramref name="most"/>.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="most">The most there may be.</param>
    /// <returns>What holds from now on.</returns>
    public static double After(double limit, WebhookOutcome outcome, int most) => outcome switch
    {
        WebhookOutcome.Throttled or WebhookOutcome.TimedOut or WebhookOutcome.NotReached => Math.Max(1, limit * Share),
        // Nothing was heard of the receiver.
        WebhookOutcome.DestinationRefused => limit,
        _ => Math.Min(most, limit + (1 / limit)),
    };
}
