using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Platform.RateLimiting.Gcra;
using Platform.RateLimiting.Policies;
using Platform.RateLimiting.Quotas;
using Platform.Shared;

namespace Platform.RateLimiting;

/// <summary>
/// What a gate decided, and everything that can be said about it. A value; it keeps its numbers, whatever happens after. Only the waits of a refusal are told as of when they are asked for: the
/// moment from which a call is admitted is what it keeps.
/// </summary>
public struct RateLimitDecision
{
    // Written by the gate where the caller keeps the decision, never copied on the way: copying what was just written in
    // smaller pieces makes the processor wait.
    private PolicyPlan _plan;
    private long _now;
    private long _cost;
    private RateLimitOutcome _outcome;
    private bool _isTimeCoarse;
    private Arrivals _arrivals;
    // What follows is written only where _quotas is.
    private QuotaWindows? _quotas;
    private QuotaStandings _standings;
    private long _quotaNow;
    private int _quotaRefusals;
    private bool _areLimitsAsked;
    private bool _isLedgerMissing;

    internal static void Write(out RateLimitDecision decision, PolicyPlan plan, long now, long cost, RateLimitOutcome outcome)
    {
        Unsafe.SkipInit(out decision);
        decision._plan = plan;
        decision._now = now;
        decision._cost = cost;
        decision._outcome = outcome;
        decision._isTimeCoarse = false;
        decision._quotas = null;
    }

    /// <summary>What was decided.</summary>
    public readonly RateLimitOutcome Outcome => _outcome;

    /// <summary>Whether the caller may go on.</summary>
    public readonly bool IsAdmitted => _outcome is not (RateLimitOutcome.Refused or RateLimitOutcome.Blocked);

    /// <summary>The policy that decided.</summary>
    public readonly RateLimitPolicy Policy => _plan.Snapshot.Policy;

    /// <summary>What the call costs, in permits of each limit.</summary>
    public readonly long Cost => _cost;

    /// <summary>The tier whose limits held; <see langword="null"/> for the policy's own.</summary>
    public readonly string? Tier => _plan.Tier;

    /// <summary>What the limits were multiplied by for how the caller behaves: 1 for nothing.</summary>
    public readonly double Factor => _plan.Factor;

    /// <summary>How many limits were asked: none for a key on the allow-list or on the block-list, nor when it is known that a quota refuses.</summary>
    [HotPath]
    public readonly int Count => _outcome is RateLimitOutcome.AllowListed or RateLimitOutcome.Blocked || (_quotas is not null && !_areLimitsAsked) ? 0 : _plan.Limits.Length;

    /// <summary>How many quotas can be told of: none where the policy has none, for a key on a list, and where a limit refused before it was known how the quotas stand.</summary>
    [HotPath]
    public readonly int QuotaCount => _quotas is null ? 0 : _quotas.Quotas.Length;

    /// <summary>Whether it was refused because the usage ledger does not answer.</summary>
    public readonly bool IsLedgerMissing => _quotas is not null && _isLedgerMissing;

    /// <summary>How a quota stands for the key.</summary>
    /// <param name="index">Which, from 0 to <see cref="QuotaCount"/> - 1, in the order of their names.</param>
    /// <returns>The reading.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such quota.</exception>
    public readonly QuotaReading GetQuota(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, QuotaCount);
        var (quota, window) = (_quotas!.Quotas[index], _quotas.Windows[index]);
        return new QuotaReading(
            quota.Name, quota.Allowance, _standings[index].Carried, quota.Overage, _standings[index].Used, window.Start, window.End,
            TimeSpan.FromTicks(Math.Max(0, window.End.UtcTicks - _quotaNow)),
            !RefusesByQuota(index) ? TimeSpan.Zero : QuotaWait(index) is var wait and >= 0 ? TimeSpan.FromTicks(wait) : null);
    }

    /// <summary>How a limit stands for the key.</summary>
    /// <param name="index">Which, from 0 to <see cref="Count"/> - 1; the shortest first.</param>
    /// <returns>The reading.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such limit.</exception>
    public readonly RateLimitReading this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            var limit = _plan.Limits[index];
            var (arrival, now) = (_arrivals[index], ExactTime);
            return new RateLimitReading(
                limit.Name, limit.Permits, limit.Per, limit.Rate.Burst, limit.Rate.Remaining(arrival, _now),
                WaitOf(index, now) is var wait and >= 0 ? GcraClock.ToTimeSpan(wait) : null, GcraClock.ToTimeSpan(arrival - now));
        }
    }

    /// <summary>
    /// When to come back: the time until every limit admits the same cost, if nobody takes anything for the key meanwhile. Zero when admitted; never of a refusal, however late it is asked.
    /// <see langword="null"/> when waiting does not help: the key is blocked, the cost is more than a limit's burst or a window of a quota can give,
    /// or the usage ledger does not answer.
    /// </summary>
    [HotPath]
    public readonly TimeSpan? RetryAfter
    {
        get
        {
            if (IsAdmitted)
                return TimeSpan.Zero;
            if (_outcome == RateLimitOutcome.Blocked || IsLedgerMissing)
                return null;
            if (IsRefusedByQuota)
                return QuotaWait(DecisiveQuotaIndex) is var quotaWait and >= 0 ? TimeSpan.FromTicks(quotaWait) : null;
            return WaitOf(DecisiveIndex, ExactTime) is var wait and >= 0 ? GcraClock.ToTimeSpan(wait) : null;
        }
    }

    /// <summary>The limit that decided, as it stands: of a refusal the one that takes longest to admit it, otherwise the one nearest to refusing. <see langword="null"/> where none was asked.</summary>
    public readonly RateLimitReading? Decisive => Count == 0 ? null : this[DecisiveIndex];

    /// <summary>The quota that decided: of several that refuse, the one that takes longest to begin anew. <see langword="null"/> where none refuses.</summary>
    public readonly QuotaReading? DecisiveQuota => IsRefusedByQuota ? GetQuota(DecisiveQuotaIndex) : null;

    /// <summary>A sentence for people that says what was decided and why. Keys are not in it.</summary>
    /// <returns>The sentence.</returns>
    public readonly string Explain()
    {
        var told = this;
        told.FixTime();
        return DecisionText.Of(told);
    }

    /// <summary>The same as <see cref="Explain"/>.</summary>
    /// <returns>The sentence.</returns>
    public override readonly string ToString() => _plan is null ? "" : Explain();

    internal readonly PolicyPlan Plan => _plan;

    internal readonly PolicySnapshot Snapshot => _plan.Snapshot;

    /// <summary>Whether a limit would refuse the cost as it stands. What a quota refuses no limit did.</summary>
    internal readonly bool Refuses(int index) => !IsTaken && !IsRefusedByQuota && !IsLedgerMissing && WaitOf(index, _now) != 0;

    internal readonly bool IsRefusedByQuota => _quotas is not null && _quotaRefusals != 0;

    internal readonly bool RefusesByQuota(int index) => (_quotaRefusals >> index & 1) != 0;

    internal readonly QuotaWindows? QuotaWindows => _quotas;

    internal readonly QuotaStanding Standing(int index) => _standings[index];

    internal readonly long QuotaNow => _quotaNow;

    /// <summary>Which quota refuses longest.</summary>
    internal readonly int DecisiveQuotaIndex
    {
        get
        {
            var decisive = -1;
            for (var i = 0; i < QuotaCount; i++)
            {
                if (RefusesByQuota(i) && (decisive < 0 || (ulong)QuotaWait(i) > (ulong)QuotaWait(decisive)))
                    decisive = i;
            }
            return decisive;
        }
    }

    internal void SetQuotas(QuotaWindows quotas, in QuotaStandings standings, int refusals, long now, bool areLimitsAsked = true, bool isLedgerMissing = false)
    {
        _quotas = quotas;
        _standings = standings;
        _quotaRefusals = refusals;
        _quotaNow = now;
        _areLimitsAsked = areLimitsAsked;
        _isLedgerMissing = isLedgerMissing;
    }

    /// <summary>Shows the limits as they stand after what was taken has been given back.</summary>
    internal void GiveBackLimits()
    {
        for (var i = 0; i < _plan.Limits.Length; i++)
            _arrivals[i] -= RateLimitReservation.Time(_plan.Limits[i].Rate, _cost);
    }

    /// <summary>Shows the quotas as they stand after what they counted has been given back.</summary>
    internal void GiveBackQuotas()
    {
        for (var i = 0; i < QuotaCount; i++)
            _standings[i].Used = Math.Max(0, _standings[i].Used - _cost);
    }

    /// <summary>The time in ticks until a quota that refuses begins anew; -1, the longest, for a cost that it never admits.</summary>
    private readonly long QuotaWait(int index) => Math.Max(1, _cost) > _quotas!.Quotas[index].Most ? -1 : Math.Max(0, _quotas.Windows[index].End.UtcTicks - _quotaNow);

    /// <summary>How long a limit can have been exhausted at most: after the last admission the key owed no more than a full burst. <see langword="null"/> where the cost alone is too much.</summary>
    internal readonly TimeSpan? ExhaustedAtMost(int index)
    {
        var rate = _plan.Limits[index].Rate;
        return _cost > rate.Burst ? null : GcraClock.ToTimeSpan(rate.Tolerance - Math.Max(0, _arrivals[index] - _now));
    }

    internal readonly long Arrival(int index) => _arrivals[index];

    internal void SetArrival(int index, long arrival) => _arrivals[index] = arrival;

    /// <summary>A new key is counted from when it got its place: by the time of the request it would seem to owe more than it took.</summary>
    internal void SetNow(long now) => _now = now;

    /// <summary>It was refused by the coarse clock, which is late: whoever asks how long to wait pays for the exact one, and a flood of which nobody asks does not.</summary>
    internal void MarkTimeCoarse() => _isTimeCoarse = true;

    /// <summary>From here on all waits are told as of now: a head that says twice how long to wait says the same.</summary>
    internal void FixTime()
    {
        if (!_isTimeCoarse)
            return;
        _now = ExactTime;
        _isTimeCoarse = false;
    }

    /// <summary>The time by which waits are told. Of a refusal that is asked only when its time has come it is the last at which it was one, so that it still names what refused. Such a refusal is one of the only limit.</summary>
    private readonly long ExactTime
    {
        get
        {
            if (!_isTimeCoarse)
                return _now;
            var (table, rate) = (_plan.Limits[0].State.Table, _plan.Limits[0].Rate);
            return Math.Clamp(table.Now, _now, Math.Max(_now, _arrivals[0] + _cost * rate.EmissionInterval - rate.Tolerance - 1));
        }
    }

    internal void SetOutcome(RateLimitOutcome outcome) => _outcome = outcome;

    internal readonly long Now => _now;

    internal readonly int DecisiveIndex
    {
        get
        {
            var decisive = 0;
            for (var i = 1; i < _plan.Limits.Length; i++)
            {
                if (IsTaken ? RemainingShare(i) < RemainingShare(decisive) : (ulong)WaitOf(i, _now) > (ulong)WaitOf(decisive, _now))
                    decisive = i;
            }
            return decisive;
        }
    }

    private readonly bool IsTaken => _outcome == RateLimitOutcome.Admitted;

    /// <summary>The wait in ticks; -1, which as an unsigned number is the longest, for never.</summary>
    private readonly long WaitOf(int index, long now)
    {
        var rate = _plan.Limits[index].Rate;
        return _cost > rate.Burst ? -1 : rate.Wait(_arrivals[index], now, Math.Max(1, _cost));
    }

    private readonly long RemainingShare(int index) => _plan.Limits[index].Rate.Remaining(_arrivals[index], _now);

    /// <summary>The theoretical arrival times by which the limits decided.</summary>
    [InlineArray(RateLimitPolicy.MostLimits)]
    [SuppressMessage("Performance", "CA1815", Justification = "Never compared.")]
    internal struct Arrivals
    {
        private long _first;
    }
}
