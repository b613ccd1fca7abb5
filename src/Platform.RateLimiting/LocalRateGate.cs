using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Platform.RateLimiting.Gcra;
using Platform.RateLimiting.Policies;
using Platform.RateLimiting.TopTalkers;
using Platform.Shared;

namespace Platform.RateLimiting;

/// <summary>
/// The gate of this process: decides in memory, at once, and allocates nothing. It knows rate limits alone; a policy that has quotas is asked
/// through <see cref="IRateGate"/>, and refused here with an exception, because nobody would count it.
/// </summary>
public sealed class LocalRateGate : IRateGate, ITalkerTags
{
    private readonly GcraClock _clock;
    private readonly Telemetry _telemetry;
    private readonly TopTalkerSampler _talkers;
    private readonly UInt128 _secret;

    internal LocalRateGate(GcraClock clock, Telemetry telemetry, TopTalkerSampler talkers)
        : this(clock, telemetry, talkers, DrawSecret())
    {
    }

    internal LocalRateGate(GcraClock clock, Telemetry telemetry, TopTalkerSampler talkers, UInt128 secret) =>
        (_clock, _telemetry, _talkers, _secret) = (clock, telemetry, talkers, secret);

    /// <summary>Takes the cost of a call from all limits of a policy, or from none.</summary>
    /// <param name="policy">The policy, from <see cref="IRateLimitPolicies"/>.</param>
    /// <param name="key">Whom it is counted for.</param>
    /// <param name="decision">The decision, with how each limit stands now.</param>
    /// <param name="cost">How many permits; 0 only asks whether one could be taken.</param>
    /// <param name="tier">The tier that the caller belongs to; one that the policy does not know counts as none.</param>
    /// <returns>Whether the caller may go on: <see cref="RateLimitDecision.IsAdmitted"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="key"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="cost"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The policy has quotas: use <see cref="IRateGate"/>.</exception>
    [HotPath]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAcquire(RateLimitPolicy policy, in RateLimitKey key, out RateLimitDecision decision, long cost = 1, string? tier = null)
    {
        RequireNoQuotas(policy);
        return TryAcquireLimits(policy, key, out decision, cost, tier);
    }

    /// <summary>The same without looking at quotas, for the gate that does.</summary>
    // Too much for the registers of whoever calls it: inlined, the hash would be reckoned in memory, at three times the time.
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal bool TryAcquireLimits(RateLimitPolicy policy, in RateLimitKey key, out RateLimitDecision decision, long cost, string? tier)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cost);
        RequireKey(key);
        var snapshot = policy.Snapshot;
        if (snapshot.HasLists && OutcomeOfLists(snapshot, key) is var listed and not RateLimitOutcome.Admitted)
        {
            RateLimitDecision.Write(out decision, snapshot.Plan, 0, cost, listed);
            _telemetry.Report(decision);
            return decision.IsAdmitted;
        }

        var plan = snapshot.HasExceptions || tier is not null ? snapshot.PlanFor(key, tier) : snapshot.Plan;
        var tag = key.Hash(_secret);
        var limit = plan.Limits[0];
        limit.State.Table.Prefetch(tag);
        var now = _clock.Lately;
        RateLimitDecision.Write(out decision, plan, now, cost, RateLimitOutcome.Admitted);
        bool taken;
        if (plan.Limits.Length == 1 && cost > 0 && cost <= limit.Rate.Burst)
        {
            var increment = cost * limit.Rate.EmissionInterval;
            var atOnce = limit.State.Table.TryTakeAtOnce(tag, now, increment, limit.Rate.Tolerance, out var sight);
            taken = atOnce == AtOnce.Taken;
            if (atOnce == AtOnce.Unknown)
                taken = TryTakeOne(limit, tag, sight, increment, ref decision);
            else
                decision.SetArrival(0, sight.Arrival);
            // A refusal says to the tick when to come back, to whoever asks it.
            if (atOnce == AtOnce.Refused)
                decision.MarkTimeCoarse();
        }
        else
        {
            taken = TryTakeAll(plan, tag, cost, ref decision);
        }
        if (!taken)
            decision.SetOutcome(snapshot.Shadow ? RateLimitOutcome.Shadowed : RateLimitOutcome.Refused);
        Report(decision, key, tag);
        return decision.IsAdmitted;
    }

    /// <summary>Takes an estimated cost now, to be settled when the true cost is known.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="key">Whom it is counted for.</param>
    /// <param name="cost">The estimate, in permits; at least 1.</param>
    /// <param name="tier">The tier that the caller belongs to.</param>
    /// <returns>The decision, and the way to settle it.</returns>
    /// <exception cref="ArgumentException"><paramref name="key"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="cost"/> is less than 1.</exception>
    /// <exception cref="InvalidOperationException">The policy has quotas: use <see cref="IRateGate"/>.</exception>
    public RateLimitReservation Reserve(RateLimitPolicy policy, in RateLimitKey key, long cost, string? tier = null)
    {
        RequireNoQuotas(policy);
        return ReserveLimits(policy, key, cost, tier);
    }

    /// <summary>The same without looking at quotas, for the gate that does.</summary>
    internal RateLimitReservation ReserveLimits(RateLimitPolicy policy, in RateLimitKey key, long cost, string? tier)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cost, 1);
        RequireKey(key);
        var snapshot = policy.Snapshot;
        RateLimitDecision decision;
        if (snapshot.HasLists && OutcomeOfLists(snapshot, key) is var listed and not RateLimitOutcome.Admitted)
        {
            RateLimitDecision.Write(out decision, snapshot.Plan, 0, cost, listed);
            _telemetry.Report(decision);
            return new RateLimitReservation(decision, 0, []);
        }

        var plan = snapshot.PlanFor(key, tier);
        var tag = key.Hash(_secret);
        RateLimitDecision.Write(out decision, plan, _clock.Now, cost, RateLimitOutcome.Admitted);
        var grants = new Grant[plan.Limits.Length];
        var taken = TryReserveAll(plan, tag, decision.Now, cost, ref decision, grants);
        if (!taken)
            decision.SetOutcome(snapshot.Shadow ? RateLimitOutcome.Shadowed : RateLimitOutcome.Refused);
        Report(decision, key, tag);
        return new RateLimitReservation(decision, tag, taken ? grants : []);
    }

    /// <inheritdoc />
    [HotPath]
    public ValueTask<RateLimitDecision> AcquireAsync(
        RateLimitPolicy policy, in RateLimitKey key, long cost = 1, string? tier = null, CancellationToken cancellationToken = default)
    {
        TryAcquire(policy, key, out var decision, cost, tier);
        return new(decision);
    }

    /// <inheritdoc />
    public ValueTask<RateLimitReservation> ReserveAsync(
        RateLimitPolicy policy, in RateLimitKey key, long cost, string? tier = null, CancellationToken cancellationToken = default) =>
        new(Reserve(policy, key, cost, tier));

    /// <inheritdoc />
    ulong ITalkerTags.TagOf(in RateLimitKey key) => key.Hash(_secret);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryTakeOne(Limit limit, ulong tag, KeyTable.Sight sight, long increment, ref RateLimitDecision decision)
    {
        var table = limit.State.Table;
        var now = _clock.Now;
        var taken = GcraRate.Conforms(sight.Arrival, now, increment, limit.Rate.Tolerance, out var arrival) && table.TrySwap(sight, arrival);
        if (!taken)
            taken = table.TryTake(tag, ref now, increment, limit.Rate.Tolerance, out arrival) != Taken.No;
        decision.SetArrival(0, arrival);
        decision.SetNow(now);
        return taken;
    }

    /// <summary>
    /// Asks all, then takes from each in turn. Only a limit that another thread exhausts in between makes it give back what it
    /// took, and then nothing of it is lost to the key and nothing gained.
    /// </summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private unsafe bool TryTakeAll(PolicyPlan plan, ulong tag, long cost, ref RateLimitDecision decision)
    {
        var limits = plan.Limits;
        var now = decision.Now;
        // Not cleared: only what has been written is read.
        var sights = stackalloc KeyTable.Sight[RateLimitPolicy.MostLimits];
        var nexts = stackalloc long[RateLimitPolicy.MostLimits];
        var oldest = long.MaxValue;
        for (var i = 0; i < limits.Length; i++)
        {
            sights[i] = limits[i].State.Table.Look(tag);
            decision.SetArrival(i, sights[i].Arrival);
            oldest = Math.Min(oldest, sights[i].Arrival);
        }
        // A time that is only about right is enough where every limit owes something and has room: see TryTakeAtOnce. Who takes nothing
        // only wants to know, and just after somebody was served at the exact time the other one would tell a permit too few.
        var conforms = cost > 0 && oldest >= now + GcraClock.Lag && Conform(limits, sights, now, cost, nexts);
        if (!conforms)
        {
            now = _clock.Now;
            decision.SetNow(now);
            conforms = Conform(limits, sights, now, cost, nexts);
        }
        if (!conforms || cost == 0)
            return conforms;

        var grants = stackalloc Grant[RateLimitPolicy.MostLimits];
        for (var i = 0; i < limits.Length; i++)
        {
            var limit = limits[i];
            limit.State.Take(tag, sights[i], nexts[i], ref now, cost * limit.Rate.EmissionInterval, limit.Rate.Tolerance, out grants[i]);
            decision.SetArrival(i, grants[i].Arrival);
            if (grants[i].Taken == Taken.No)
            {
                GiveBack(limits, tag, cost, ref decision, new ReadOnlySpan<Grant>(grants, i));
                return false;
            }
        }
        decision.SetNow(now);
        return true;
    }

    private static unsafe bool Conform(Limit[] limits, KeyTable.Sight* sights, long now, long cost, long* nexts)
    {
        for (var i = 0; i < limits.Length; i++)
        {
            var rate = limits[i].Rate;
            if (cost > rate.Burst || !GcraRate.Conforms(sights[i].Arrival, now, Math.Max(1, cost) * rate.EmissionInterval, rate.Tolerance, out nexts[i]))
                return false;
        }
        return true;
    }

    /// <summary>The same for a reservation, whose grants keep their place among those of the key.</summary>
    private static bool TryReserveAll(PolicyPlan plan, ulong tag, long now, long cost, ref RateLimitDecision decision, Grant[] grants)
    {
        var limits = plan.Limits;
        var conforms = true;
        for (var i = 0; i < limits.Length; i++)
        {
            var rate = limits[i].Rate;
            var arrival = limits[i].State.Table.Read(tag);
            decision.SetArrival(i, arrival);
            conforms &= cost <= rate.Burst && GcraRate.Conforms(arrival, now, cost * rate.EmissionInterval, rate.Tolerance, out _);
        }
        for (var i = 0; conforms && i < limits.Length; i++)
        {
            var rate = limits[i].Rate;
            grants[i] = limits[i].State.Reserve(tag, ref now, cost * rate.EmissionInterval, rate.Tolerance);
            decision.SetArrival(i, grants[i].Arrival);
            if (grants[i].Taken == Taken.No)
            {
                GiveBack(limits, tag, cost, ref decision, grants.AsSpan(0, i));
                return false;
            }
        }
        decision.SetNow(now);
        return conforms;
    }

    private static void GiveBack(Limit[] limits, ulong tag, long cost, ref RateLimitDecision decision, ReadOnlySpan<Grant> grants)
    {
        for (var i = grants.Length - 1; i >= 0; i--)
        {
            limits[i].State.GiveBack(tag, grants[i], cost * limits[i].Rate.EmissionInterval);
            decision.SetArrival(i, limits[i].State.Table.Read(tag));
        }
    }

    private static RateLimitOutcome OutcomeOfLists(PolicySnapshot snapshot, in RateLimitKey key) =>
        snapshot.BlockList?.Matches(key) == true ? (snapshot.Shadow ? RateLimitOutcome.Shadowed : RateLimitOutcome.Blocked)
        : snapshot.AllowList?.Matches(key) == true ? RateLimitOutcome.AllowListed
        : RateLimitOutcome.Admitted;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Report(in RateLimitDecision decision, in RateLimitKey key, ulong tag)
    {
        _talkers.Look(decision, key, tag);
        if (_telemetry.IsWatched || (decision.Outcome != RateLimitOutcome.Admitted && Activity.Current is not null))
            _telemetry.Report(decision);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RequireNoQuotas(RateLimitPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (policy.Snapshot.HasQuotas)
            ThrowForQuotas(policy);
    }

    private static void ThrowForQuotas(RateLimitPolicy policy) => throw new InvalidOperationException(
        $"The policy \"{policy.Name}\" has quotas, which LocalRateGate does not count: take IRateGate from the services instead.");

    private static void RequireKey(in RateLimitKey key)
    {
        if (key.IsEmpty)
            throw new ArgumentException("The key is empty; whom should it be counted for?", nameof(key));
    }

    private static UInt128 DrawSecret()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return BitConverter.ToUInt128(bytes);
    }
}
