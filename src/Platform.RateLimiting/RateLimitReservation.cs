using Platform.RateLimiting.Gcra;

namespace Platform.RateLimiting;

/// <summary>A cost that was taken as an estimate. Left unsettled, the estimate stands. Thread-safe.</summary>
public sealed class RateLimitReservation
{
    private readonly Grant[] _grants;
    private readonly ulong _tag;
    private readonly RateLimitDecision _decision;
    private int _settled;

    internal RateLimitReservation(in RateLimitDecision decision, ulong tag, Grant[] grants)
    {
        (_decision, _tag, _grants) = (decision, tag, grants);
    }

    /// <summary>What was decided on the estimate. When it was refused there is nothing to settle.</summary>
    public RateLimitDecision Decision => _decision;

    /// <summary>
    /// Corrects the estimate. What was taken too much is given back as far as it is still owed: time that has passed since has paid
    /// for it already. What was taken too little is charged, and makes the key wait if it must.
    /// </summary>
    /// <param name="actualCost">The true cost, in permits; 0 for a call that did nothing.</param>
    /// <returns>Whether this call settled it: <see langword="false"/> from the second time on, and for what was not taken.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="actualCost"/> is negative.</exception>
    public bool Settle(long actualCost)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(actualCost);
        if (_grants.Length == 0 || Interlocked.Exchange(ref _settled, 1) != 0)
            return false;
        for (var i = 0; i < _grants.Length; i++)
        {
            var limit = _decision.Plan.Limits[i];
            if (actualCost > _decision.Cost)
                limit.State.Table.Charge(_tag, Time(limit.Rate, actualCost - _decision.Cost));
            else if (actualCost < _decision.Cost)
                limit.State.GiveBack(_tag, _grants[i], Time(limit.Rate, _decision.Cost - actualCost));
        }
        return true;
    }

    private static long Time(GcraRate rate, long cost) =>
        cost > GcraRate.LargestDebt / rate.EmissionInterval ? GcraRate.LargestDebt : cost * rate.EmissionInterval;
}
