using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Platform.RateLimiting.Gcra;
using Platform.RateLimiting.Policies;
using Platform.RateLimiting.Redis.Coalescing;
using Platform.RateLimiting.Redis.Keys;
using Platform.RateLimiting.Redis.Scripts;
using Platform.RateLimiting.Redis.Store;
using Platform.RateLimiting.Redis.Unavailable;
using Platform.RateLimiting.TopTalkers;

namespace Platform.RateLimiting.Redis;

/// <summary>The gate of all processes that share a Redis. Thread-safe.</summary>
internal sealed class RedisRateGate : IRateGate, ITalkerTags
{
    private readonly RateLimiting.Telemetry _telemetry;
    private readonly Telemetry _redisTelemetry;
    private readonly TopTalkerSampler _talkers;
    private readonly RedisStore _store;
    private readonly GcraClock _clock;
    private readonly LocalRateGate _local;
    private readonly PlanTools _tools;
    private readonly UInt128 _secret;

    public RedisRateGate(
        PlatformRateLimitingRedisOptions options, RedisStore store, GcraClock clock, RateLimiting.Telemetry telemetry, Telemetry redisTelemetry, TopTalkerSampler talkers)
    {
        (_telemetry, _redisTelemetry, _talkers, _store, _clock) = (telemetry, redisTelemetry, talkers, store, clock);
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        _secret = BitConverter.ToUInt128(bytes);
        // The same secret, so that what is counted along is found again.
        _local = new LocalRateGate(clock, telemetry, talkers, _secret);
        _tools = new PlanTools(options, store, new RedisKeys(options.KeyPrefix, options.KeySecret), new LocalShare(options.Instances, clock), clock);
    }

    /// <inheritdoc />
    public ValueTask<RateLimitDecision> AcquireAsync(
        RateLimitPolicy policy, in RateLimitKey key, long cost = 1, string? tier = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentOutOfRangeException.ThrowIfNegative(cost);
        RequireKey(key);
        var snapshot = policy.Snapshot;
        if (TryDecideByList(snapshot, key, cost, out var listed))
            return new(listed);
        var tag = key.Hash(_secret);
        var lanes = LanesOf(snapshot, key, tier);
        var lane = lanes.Get(tag, key);
        if (lane.TryDecide(cost, _clock.Now, out var decision, out var source))
        {
            Report(decision, key, tag, source);
            return new(decision);
        }
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<RateLimitDecision>(cancellationToken);
        if (_store.Circuit.IsSparing)
            return new(DecideWithout(lanes, key, tag, cost));
        return WaitAsync(lanes, lane, key, cost, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<RateLimitReservation> ReserveAsync(
        RateLimitPolicy policy, in RateLimitKey key, long cost, string? tier = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentOutOfRangeException.ThrowIfLessThan(cost, 1);
        RequireKey(key);
        var snapshot = policy.Snapshot;
        if (TryDecideByList(snapshot, key, cost, out var listed))
            return new(new RateLimitReservation(listed, settlement: null));
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<RateLimitReservation>(cancellationToken);
        var tag = key.Hash(_secret);
        var lanes = LanesOf(snapshot, key, tier);
        return _store.Circuit.IsSparing
            ? new(ReserveWithout(lanes, key, tag, cost))
            : ReserveAsync(lanes, lanes.Get(tag, key), key, cost, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<RateLimitDecision> WaitAsync(PlanLanes lanes, KeyLane lane, RateLimitKey key, long cost, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(cost, _store.Timestamp, _redisTelemetry.IsTraced ? Activity.Current?.Context ?? default : default);
        waiter.WatchFor(cancellationToken);
        while (!lane.TryEnqueue(waiter))
            lane = lanes.Get(lane.Tag, key);
        var decision = await waiter.Task.ConfigureAwait(false);
        if (waiter.Source is not { } source)
            return DecideWithout(lanes, key, lane.Tag, cost);
        Report(decision, key, lane.Tag, source);
        return decision;
    }

    private async ValueTask<RateLimitReservation> ReserveAsync(PlanLanes lanes, KeyLane lane, RateLimitKey key, long cost, CancellationToken cancellationToken)
    {
        var arguments = lanes.Script.Arguments(2 * lanes.Script.Limits);
        lanes.Script.AddCost(arguments, cost);
        var pending = _store.RunAsync(
            GateScript.Reserve, [lane.RedisKey, RedisKeys.ReservationsOf(lane.RedisKey)], arguments, _store.Timestamp, 1, Activity.Current?.Context ?? default).AsTask();
        if (await pending.WaitAsync(cancellationToken).ConfigureAwait(false) is not { } answer)
            return ReserveWithout(lanes, key, lane.Tag, cost);

        var before = Standing.Read(answer, lanes.Script.Limits);
        var isAdmitted = (long)answer[1 + 2 * lanes.Script.Limits] == 1;
        lanes.Write(out var decision, _clock.Now, cost, isAdmitted);
        var after = before;
        if (isAdmitted)
        {
            after.Take(lanes.Plan, cost);
            lanes.CountInShare(lane.Tag, cost);
        }
        after.WriteTo(ref decision, lanes.Script.Limits);
        Report(decision, key, lane.Tag, DecisionSource.Redis);
        return new RateLimitReservation(decision, isAdmitted ? new RedisReservation(lanes, lane, cost, before, answer, _redisTelemetry, decision.Policy.Name) : null);
    }

    private RateLimitDecision DecideWithout(PlanLanes lanes, in RateLimitKey key, ulong tag, long cost)
    {
        RateLimitDecision decision;
        if (lanes.Share is { } share && FitsIn(share, cost, lanes))
        {
            // The local gate reports it.
            _local.TryAcquire(share, key, out decision, cost);
            ReportSource(decision, DecisionSource.LocalShare);
            return decision;
        }
        var source = lanes.WhenUnavailable == WhenUnavailable.Admit ? DecisionSource.Admit : DecisionSource.Refuse;
        decision = StoreDecision.Of(lanes, _clock.Now, cost, source == DecisionSource.Admit, _store.Circuit.UntilRetry);
        Report(decision, key, tag, source);
        return decision;
    }

    private RateLimitReservation ReserveWithout(PlanLanes lanes, in RateLimitKey key, ulong tag, long cost)
    {
        if (lanes.Share is not { } share || !FitsIn(share, cost, lanes))
            return new RateLimitReservation(DecideWithout(lanes, key, tag, cost), settlement: null);
        var reservation = _local.Reserve(share, key, cost);
        ReportSource(reservation.Decision, DecisionSource.LocalShare);
        return reservation;
    }

    /// <summary>A cost that is more than a share, and not more than the limit, is admitted when Redis is back: not never.</summary>
    private static bool FitsIn(RateLimitPolicy share, long cost, PlanLanes lanes)
    {
        if (!lanes.CanBeAdmitted(cost))
            return true;
        foreach (var limit in share.Snapshot.Plan.Limits)
        {
            if (cost > limit.Rate.Burst)
                return false;
        }
        return true;
    }

    private bool TryDecideByList(PolicySnapshot snapshot, in RateLimitKey key, long cost, out RateLimitDecision decision)
    {
        var outcome = !snapshot.HasLists ? RateLimitOutcome.Admitted
            : snapshot.BlockList?.Matches(key) == true ? (snapshot.Shadow ? RateLimitOutcome.Shadowed : RateLimitOutcome.Blocked)
            : snapshot.AllowList?.Matches(key) == true ? RateLimitOutcome.AllowListed
            : RateLimitOutcome.Admitted;
        RateLimitDecision.Write(out decision, snapshot.Plan, 0, cost, outcome);
        if (outcome == RateLimitOutcome.Admitted)
            return false;
        for (var i = 0; i < snapshot.Plan.Limits.Length; i++)
            decision.SetArrival(i, 0);
        _telemetry.Report(decision);
        return true;
    }

    /// <inheritdoc />
    public ulong TagOf(in RateLimitKey key) => key.Hash(_secret);

    private PlanLanes LanesOf(PolicySnapshot snapshot, in RateLimitKey key, string? tier)
    {
        var plan = snapshot.HasExceptions || tier is not null ? snapshot.PlanFor(key, tier) : snapshot.Plan;
        return plan.Engine as PlanLanes ?? plan.Keep(new PlanLanes(snapshot, plan, _tools));
    }

    private void Report(in RateLimitDecision decision, in RateLimitKey key, ulong tag, DecisionSource source)
    {
        _talkers.Look(decision, key, tag);
        if (_telemetry.IsWatched || decision.Outcome != RateLimitOutcome.Admitted)
            _telemetry.Report(decision);
        ReportSource(decision, source);
    }

    private void ReportSource(in RateLimitDecision decision, DecisionSource source)
    {
        if (_redisTelemetry.IsWatched)
            _redisTelemetry.Decided(decision.Policy.Name, source);
    }

    private static void RequireKey(in RateLimitKey key)
    {
        if (key.IsEmpty)
            throw new ArgumentException("The key is empty; whom should it be counted for?", nameof(key));
    }
}
