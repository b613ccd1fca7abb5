namespace Platform.Webhooks.Delivery;

/// <summary>
/// How many attempts a receiver may be asked to bear at once. Few at first, and one more with each answer; once it has given none or asked for less, half as
/// many, and then one more for as
/// many answers as there are attempts under way. Pure.
/// </summary>
internal static class ConcurrencyDecision
{
    /// <summary>Of a receiver of which nothing was heard yet: one that hangs costs two connections and not all.</summary>
    public const int First = 2;

    private const double Share = 0.5;

    /// <param name="limit">What held when the attempt ended: 1 to <paramref name="most"/>.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="most">The most there may be.</param>
    /// <param name="isStarting">Whether it has borne all that it was asked to until now.</param>
    /// <returns>What holds from now on.</returns>
    public static double After(double limit, WebhookOutcome outcome, int most, bool isStarting) => outcome switch
    {
        _ when IsTooMuch(outcome) => Math.Max(1, limit * Share),
        // Nothing was heard of the receiver.
        WebhookOutcome.DestinationRefused or WebhookOutcome.NotTried => limit,
        _ => Math.Min(most, limit + (isStarting ? 1 : 1 / limit)),
    };

    /// <summary>Whether it says that it bears no more.</summary>
    public static bool IsTooMuch(WebhookOutcome outcome) => outcome is WebhookOutcome.Throttled or WebhookOutcome.TimedOut or WebhookOutcome.NotReached;
}
