using Platform.RateLimiting.Gcra;

namespace Platform.RateLimiting;

/// <summary>A cost that was taken as an estimate. Left unsettled, the estimate stands. Thread-safe.</summary>
public sealed class RateLimitReservation
{
    private readonly Grant[] _grants;
    private readonly ulong _tag;
    private readonly RateLimitDecision _decision;
    private readonly IReservationSettlement? _settlement;
    private int _settled;

    internal RateLimitReservation(in RateLimitDecision decision, ulong tag, Grant[] grants)
    {
        (_decision, _tag, _grants) = (decision, tag, grants);
    }

    /// <summary>A reservation that a store keeps; <see langword="null"/> where nothing was taken.</summary>
    internal RateLimitReservation(in RateLimitDecision decision, IReservationSettlement? settlement)
        : this(decision, 0, []) => _settlement = settlement;

    /// <summary>Who corrects it in its store; <see langword="null"/> where none does.</summary>
    internal IReservationSettlement? Settlement => _settlement;

    /// <summary>What was decided on the estimate. When it was refused there is nothing to settle.</summary>
    public RateLimitDecision Decision => _decision;

    /// <summary>
    /// Corrects the estimate. What was taken too much is given back as far as it is still owed: time that has passed since has paid
    /// for it already. What was taken too little is charged, and makes the key wait if it must.
    /// </summary>
    /// <param name="actualCost">The true cost, in permits; 0 for a call that did nothing.</param>
    /// <returns>Whether this call settled it: <see langword="false"/> from the second time on, and for what was not taken.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="actualCost"/> is negative.</exception>
    /// <remarks>Where a store keeps the reservation, the correction is on its way to it when this returns; <see cref="SettleAsync"/> waits for it.</remarks>
    public bool Settle(long actualCost)
    {
        if (!TryBegin(actualCost))
            return false;
        if (_settlement is not null)
            _ = _settlement.SettleAsync(actualCost, CancellationToken.None);
        else
            SettleHere(actualCost);
        return true;
    }

    /// <summary>The same as <see cref="Settle"/>, and waits until the correction has been made.</summary>
    /// <param name="actualCost">The true cost, in permits; 0 for a call that did nothing.</param>
    /// <param name="cancellationToken">Ends the wait; the correction is made all the same.</param>
    /// <returns>Whether this call settled it: <see langword="false"/> from the second time on, for what was not taken, and where the store could not be told.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="actualCost"/> is negative.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public ValueTask<bool> SettleAsync(long actualCost, CancellationToken cancellationToken = default)
    {
        if (!TryBegin(actualCost))
            return new(false);
        if (_settlement is not null)
            return new(_settlement.SettleAsync(actualCost, cancellationToken));
        SettleHere(actualCost);
        return new(true);
    }

    private bool TryBegin(long actualCost)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(actualCost);
        return (_grants.Length > 0 || _settlement is not null) && Interlocked.Exchange(ref _settled, 1) == 0;
    }

    private void SettleHere(long actualCost)
    {
        for (var i = 0; i < _grants.Length; i++)
        {
            var limit = _decision.Plan.Limits[i];
            if (actualCost > _decision.Cost)
                limit.State.Table.Charge(_tag, Time(limit.Rate, actualCost - _decision.Cost));
            else if (actualCost < _decision.Cost)
                limit.State.GiveBack(_tag, _grants[i], Time(limit.Rate, _decision.Cost - actualCost));
        }
    }

    /// <summary>A cost in time; what is beyond the largest debt is forgiven, not overflown.</summary>
    internal static long Time(GcraRate rate, long cost) =>
        cost > GcraRate.LargestDebt / rate.EmissionInterval ? GcraRate.LargestDebt : cost * rate.EmissionInterval;
}
