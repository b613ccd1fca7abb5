namespace Platform.Webhooks.Delivery;

/// <summary>When a receiver is left alone, and when for good. Pure.</summary>
internal static class BreakerDecision
{
    /// <summary>So many failures, one after the other, open the breaker.</summary>
    public const int MostFailures = 10;

    private const int MostDoublings = 7;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <param name="health">What is known of the receiver.</param>
    /// <param name="sent">The attempt that has ended.</param>
    /// <param name="now">When.</param>
    /// <param name="patience">How long it may fail, and how often.</param>
    /// <returns>What is known now, and until when it is left alone; the latter only where this attempt says so.</returns>
    public static (EndpointHealth Health, DateTimeOffset? HeldBackUntil) After(EndpointHealth health, WebhookAttempt sent, DateTimeOffset now, EndpointPatience patience)
    {
        // Attempts that were under way when it was disabled change nothing; nor do those that were none.
        if (health.IsDisabled || sent.Outcome == WebhookOutcome.NotTried)
            return (health, null);
        if (sent.Outcome == WebhookOutcome.Delivered)
            return (default, null);
        var failing = health with { FailingSince = health.FailingSince ?? now, Failures = health.Failures + 1 };
        var lasts = now - failing.FailingSince.Value;
        if (sent.Outcome == WebhookOutcome.Gone || (failing.Failures >= patience.DisableAfterFailures && lasts >= patience.DisableAfter))
            return (failing with { IsDisabled = true }, null);
        var warned = lasts >= patience.WarnAgainAfter ? 2 : lasts >= patience.WarnAfter ? 1 : 0;
        failing = failing with { Warned = Math.Max(failing.Warned, warned) };
        var asked = sent.Outcome == WebhookOutcome.Throttled && sent.RetryAfter is { } wait ? now + wait : (DateTimeOffset?)null;
        // Once it has opened, the next failure, that of the probe, opens it again.
        if (failing.Openings == 0 && failing.Failures < MostFailures)
            return (failing, asked);
        var pause = FirstPause * (1 << Math.Min(failing.Openings, MostDoublings));
        var until = now + (pause < LongestPause ? pause : LongestPause);
        return (failing with { Openings = failing.Openings + 1 }, asked > until ? asked : until);
    }
}
