using Platform.RateLimiting.Policies;
using StackExchange.Redis;

namespace Platform.RateLimiting.Redis.Scripts;

/// <summary>A plan's limits as the scripts are told them: what does not change as long as the plan stands.</summary>
internal sealed class ScriptPlan
{
    private readonly RedisValue[] _head;
    private readonly Limit[] _limits;

    public ScriptPlan(PolicySnapshot snapshot, PolicyPlan plan)
    {
        _limits = plan.Limits;
        List<RedisValue> head = [_limits.Length];
        // Before each name stands something, so that no limit can be called like a field of the script's own.
        head.AddRange(_limits.Select(limit => (RedisValue)("l:" + limit.Name)));
        foreach (var limit in _limits)
        {
            AddTime(head, limit.Rate.Tolerance);
            AddTime(head, PolicyCompiler.LongestTolerance(snapshot, limit.Name));
        }
        _head = [.. head];
    }

    public int Limits => _limits.Length;

    /// <summary>The beginning of what a script is told.</summary>
    public List<RedisValue> Arguments(int more)
    {
        var arguments = new List<RedisValue>(_head.Length + more);
        arguments.AddRange(_head);
        return arguments;
    }

    /// <summary>What a call of this cost takes from each limit.</summary>
    public void AddCost(List<RedisValue> arguments, long cost)
    {
        foreach (var limit in _limits)
            AddTime(arguments, RateLimitReservation.Time(limit.Rate, cost));
    }

    public static void AddTime(List<RedisValue> arguments, long ticks)
    {
        arguments.Add(ScriptTime.Microseconds(ticks));
        arguments.Add(ScriptTime.Rest(ticks));
    }
}
