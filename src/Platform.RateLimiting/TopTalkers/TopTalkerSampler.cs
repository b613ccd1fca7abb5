using System.Numerics;
using System.Runtime.CompilerServices;
using Platform.RateLimiting.Gcra;

namespace Platform.RateLimiting.TopTalkers;

/// <summary>Picks the decisions that are counted. Which ones follows from the key's hash, what it owes and the time, so there is no counter for threads to fight over.</summary>
internal sealed class TopTalkerSampler : IRateLimitTopTalkers
{
    private const ulong Mixing = 0x9E3779B97F4A7C15;
    private const long Minute = 60 * GcraClock.TicksPerSecond;

    private readonly GcraClock _clock;
    private readonly bool _isOff;
    private readonly ulong _mask;

    public TopTalkerSampler(GcraClock clock, int sampling)
    {
        _clock = clock;
        _isOff = sampling == 0;
        _mask = BitOperations.RoundUpToPowerOf2((ulong)Math.Max(1, sampling)) - 1;
    }

    public IReadOnlyList<RateLimitTalker> Get(RateLimitPolicy policy, int count = 10)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return policy.Talkers.Most(count, (int)_mask + 1, _clock.Now / Minute);
    }

    /// <summary>A decision that was looked at as an admission has become a refusal: one that was counted is counted as refused.</summary>
    public void LookAgain(in RateLimitDecision decision, ulong tag)
    {
        if (IsPicked(tag, decision.Now + decision.Arrival(0)))
            decision.Policy.Talkers.Refuse(tag, _clock.Now / Minute);
    }

    /// <summary>A refusal for which no limit was asked.</summary>
    public void LookAtQuotas(in RateLimitDecision decision, in RateLimitKey key, ulong tag)
    {
        if (IsPicked(tag, decision.QuotaNow))
            decision.Policy.Talkers.Count(tag, key, refused: true, _clock.Now / Minute);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Look(in RateLimitDecision decision, in RateLimitKey key, ulong tag)
    {
        if (IsPicked(tag, decision.Now + decision.Arrival(0)))
            Count(decision, key, tag);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsPicked(ulong tag, long salt) => !_isOff && ((tag + (ulong)salt) * Mixing >> 32 & _mask) == 0;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Count(in RateLimitDecision decision, in RateLimitKey key, ulong tag) => decision.Policy.Talkers.Count(
        tag, key, decision.Outcome is RateLimitOutcome.Refused or RateLimitOutcome.Shadowed, decision.Now / Minute);
}
