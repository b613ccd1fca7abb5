namespace Platform.RateLimiting.Quotas;

/// <summary>A decision on a call that may yet be refused for another reason: what quotas counted goes back then, what rate limits took does not.</summary>
/// <param name="decision">The decision.</param>
/// <param name="taken">What quotas counted; <see langword="null"/> where they counted nothing.</param>
internal sealed class ReturnableDecision(in RateLimitDecision decision, IQuotaReturn? taken)
{
    private readonly RateLimitDecision _decision = decision;
    private IQuotaReturn? _taken = taken;

    public ref readonly RateLimitDecision Decision => ref _decision;

    /// <summary>Gives back what quotas counted.</summary>
    /// <param name="after">How limits and quotas stand then.</param>
    /// <returns>Whether this call did: <see langword="false"/> from the second time on, and where nothing was counted.</returns>
    public bool TryGiveBackQuotas(out RateLimitDecision after)
    {
        after = _decision;
        if (Interlocked.Exchange(ref _taken, null) is not { } taken)
            return false;
        taken.GiveBack();
        after.GiveBackQuotas();
        return true;
    }
}
