using Platform.RateLimiting.Redis.Leases;
using Platform.RateLimiting.Redis.Scripts;
using Platform.Shared;
using StackExchange.Redis;

namespace Platform.RateLimiting.Redis.Coalescing;

/// <summary>
/// All calls of one key in this process: at most one is on its way to Redis at a time, and those that come meanwhile go together in the next.
/// It also knows what need not be asked: permits taken ahead, and refusals that still hold.
/// </summary>
internal sealed class KeyLane : IThreadPoolWorkItem
{
    /// <summary>How many callers one script call may serve; it decides runs, not calls, so this only bounds its length.</summary>
    private const int MostInOneCall = 4096;

    private readonly PlanLanes _lanes;
    private readonly RedisKey[] _redisKey;
    private readonly Lock _lock = new();
    private List<Waiter> _waiting = [];
    private bool _calling;
    private bool _retired;
    private Lease _lease = Lease.None;
    private Refusal? _refusal;
    private long _lastCall;

    public KeyLane(PlanLanes lanes, in RateLimitKey key, ulong tag)
    {
        (_lanes, Key, Tag) = (lanes, key, tag);
        _redisKey = [lanes.RedisKeyOf(key)];
    }

    public RateLimitKey Key { get; }

    public ulong Tag { get; }

    public string RedisKey => _redisKey[0]!;

    /// <summary>Whether nothing is kept here any more: another lane stands in its place.</summary>
    public bool IsRetired => Volatile.Read(ref _retired);

    /// <summary>Decides without Redis, where that is as good: from permits taken ahead, or by a refusal that still holds.</summary>
    [HotPath]
    public bool TryDecide(long cost, long now, out RateLimitDecision decision, out DecisionSource source)
    {
        var lease = Volatile.Read(ref _lease);
        if (cost > 0 && now < lease.Until && lease.TryTake(cost, out var left))
        {
            _lanes.Write(out decision, now, cost, isAdmitted: true);
            lease.WriteTo(ref decision, _lanes.Plan.Limits, left);
            source = DecisionSource.Lease;
            return true;
        }
        if (Volatile.Read(ref _refusal) is { } refusal && refusal.Holds(Math.Max(1, cost), now))
        {
            _lanes.Write(out decision, now, cost, isAdmitted: false);
            refusal.WriteTo(ref decision, _lanes.Plan.Limits.Length);
            source = DecisionSource.Memory;
            return true;
        }
        (decision, source) = (default, default);
        return false;
    }

    /// <summary>Lets a caller wait for the next call to Redis, which begins now unless one is on its way.</summary>
    /// <returns><see langword="false"/> when the lane is retired.</returns>
    public bool TryEnqueue(Waiter waiter)
    {
        lock (_lock)
        {
            if (_retired)
                return false;
            _waiting.Add(waiter);
            if (_calling)
                return true;
            _calling = true;
        }
        _ = CallAsync();
        return true;
    }

    /// <summary>Goes on with those who came meanwhile.</summary>
    void IThreadPoolWorkItem.Execute() => _ = CallAsync();

    /// <summary>Forgets a refusal: something came back.</summary>
    public void Forget() => Volatile.Write(ref _refusal, null);

    /// <summary>Retires the lane if it remembers nothing and nobody waits.</summary>
    public bool TryRetire(long now)
    {
        lock (_lock)
        {
            var lease = _lease;
            if (_calling || _waiting.Count > 0 || (lease.Left > 0 && now < lease.Until) || (_refusal is { } refusal && now < refusal.Until))
                return false;
            lease.End();
            return _retired = true;
        }
    }

    private async Task CallAsync()
    {
        while (true)
        {
            List<Waiter> batch;
            lock (_lock)
            {
                if (_waiting.Count == 0)
                {
                    _calling = false;
                    return;
                }
                if (_waiting.Count <= MostInOneCall)
                {
                    (batch, _waiting) = (_waiting, []);
                }
                else
                {
                    batch = _waiting.GetRange(0, MostInOneCall);
                    _waiting.RemoveRange(0, MostInOneCall);
                }
            }
            try
            {
                await DecideAsync(batch).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // Whoever waits must hear of it, whatever it is; nobody else would.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                foreach (var waiter in batch)
                    waiter.Fail(failure);
            }
            if (batch.Count > 1)
            {
                // Behind those who were answered just now: they are likely to be back at once, and then go along with the next call.
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }
        }
    }

    private async ValueTask DecideAsync(List<Waiter> batch)
    {
        // What the call before brought may do for some of them.
        batch.RemoveAll(Answered);
        if (batch.Count == 0)
            return;

        var runs = new CallRuns(_lanes.Plan);
        foreach (var waiter in batch)
            runs.Add(waiter.Cost);
        var ahead = Ahead(batch.Count);
        if (ahead > 0)
            runs.AddApart(1, (int)ahead);
        var arguments = _lanes.Script.Arguments(runs.Count * (1 + 2 * _lanes.Script.Limits));
        runs.WriteTo(arguments, _lanes.Script);

        var answer = await _lanes.Store.RunAsync(GateScript.Acquire, _redisKey, arguments, batch[0].Since, batch.Count, batch[0].Parent).ConfigureAwait(false);
        if (answer is null)
        {
            foreach (var waiter in batch)
                waiter.GiveUp();
            return;
        }
        Tell(batch, runs.Read(answer), ahead > 0);
    }

    private void Tell(List<Waiter> batch, CallRuns.Reader answer, bool tookAhead)
    {
        var now = _lanes.Now;
        var limits = _lanes.Plan.Limits.Length;
        long taken = 0, refused = long.MaxValue;
        foreach (var waiter in batch)
        {
            var cost = waiter.Cost;
            var isAdmitted = answer.Next(cost);
            _lanes.Write(out waiter.Decision, now, cost, isAdmitted);
            answer.Standing.WriteTo(ref waiter.Decision, limits);
            if (isAdmitted)
                taken += cost;
            else if (_lanes.CanBeAdmitted(cost))
                refused = Math.Min(refused, Math.Max(1, cost));
        }
        var leased = tookAhead ? answer.Rest() : 0;
        Volatile.Write(ref _lease, leased > 0 ? new Lease(_lanes.Plan, leased, answer.Standing, now) : Lease.None);
        Volatile.Write(ref _refusal, refused < long.MaxValue ? _lanes.Remember(refused, now, answer.Standing) : null);
        _lastCall = now;
        if (taken + leased > 0)
            _lanes.CountInShare(Tag, taken + leased);
        // Last: whoever is answered may be back at once, and is to find what was learned.
        foreach (var waiter in batch)
            waiter.Answer(DecisionSource.Redis);
    }

    private bool Answered(Waiter waiter)
    {
        if (!TryDecide(waiter.Cost, _lanes.Now, out waiter.Decision, out var source))
            return false;
        waiter.Answer(source);
        return true;
    }

    /// <summary>How many permits to take ahead with the next call. The last lease ends here, so that there never are two.</summary>
    private long Ahead(int callers)
    {
        if (_lanes.LeasePermits == 0)
            return 0;
        var now = _lanes.Now;
        var last = _lease;
        var hasEnded = now >= last.Until;
        var left = last.End();
        var isBackSoon = now - _lastCall < PlanLanes.Soon;
        return LeaseSize.Next(last.Permits, left, hasEnded, isBackSoon ? callers + 1 : callers, _lanes.LeasePermits);
    }
}
