using Platform.RateLimiting.Policies;
using Platform.RateLimiting.Redis.Scripts;
using StackExchange.Redis;

namespace Platform.RateLimiting.Redis.Coalescing;

/// <summary>
/// Calls for one key, told to the script as runs of equal cost in the order in which they came; and its answer, told back to each call. What
/// comes out is what would have come out if the script had been run for each call in turn, at the same moment. Pure.
/// </summary>
internal sealed class CallRuns
{
    private readonly PolicyPlan _plan;
    private readonly long _smallestBurst;
    private readonly List<(long Cost, int Calls)> _runs = [];

    public CallRuns(PolicyPlan plan)
    {
        _plan = plan;
        _smallestBurst = plan.Limits.Min(limit => limit.Rate.Burst);
    }

    public int Count => _runs.Count;

    /// <summary>Whether a call of this cost takes anything: one of nothing only asks, and one beyond a burst is never admitted.</summary>
    public bool Takes(long cost) => cost > 0 && cost <= _smallestBurst;

    public void Add(long cost)
    {
        if (!Takes(cost))
            return;
        if (_runs is [.., var last] && last.Cost == cost)
            _runs[^1] = (cost, last.Calls + 1);
        else
            _runs.Add((cost, 1));
    }

    /// <summary>Adds a run that is told apart from the one before, whatever it costs.</summary>
    public void AddApart(long cost, int calls) => _runs.Add((cost, calls));

    public void WriteTo(List<RedisValue> arguments, ScriptPlan plan)
    {
        foreach (var (cost, calls) in _runs)
        {
            arguments.Add(calls);
            plan.AddCost(arguments, cost);
        }
    }

    /// <summary>Reads how many calls of each run were admitted.</summary>
    public Reader Read(RedisResult[] answer) => new(this, Standing.Read(answer, _plan.Limits.Length), answer, 1 + 2 * _plan.Limits.Length);

    /// <summary>Goes through the answer call by call, in the order in which they were added.</summary>
    internal struct Reader(CallRuns runs, Standing standing, RedisResult[] answer, int first)
    {
        private Standing _standing = standing;
        private int _run = -1;
        private int _calls;
        private long _admitted;

        /// <summary>What is owed after the calls so far.</summary>
        public readonly Standing Standing => _standing;

        /// <summary>Whether the next call was admitted.</summary>
        public bool Next(long cost)
        {
            if (!runs.Takes(cost))
                return cost == 0 && _standing.Admits(runs._plan, cost);
            if (_calls == 0)
            {
                _run++;
                (_calls, _admitted) = (runs._runs[_run].Calls, (long)answer[first + _run]);
            }
            _calls--;
            if (_admitted == 0)
                return false;
            _admitted--;
            _standing.Take(runs._plan, cost);
            return true;
        }

        /// <summary>How many calls of the run that was added apart were admitted, taken all at once.</summary>
        public long Rest()
        {
            _run++;
            var admitted = (long)answer[first + _run];
            _standing.Take(runs._plan, runs._runs[_run].Cost * admitted);
            return admitted;
        }
    }
}
