using Platform.RateLimiting.Gcra;
using Platform.Shared;

namespace Platform.RateLimiting.Adaptive.Behavior;

/// <summary>Keeps the tables of the policies up to date.</summary>
internal sealed class ConsumerBehavior(GcraClock clock, TimeProvider time, Telemetry telemetry) : IConsumerBehavior
{
    [HotPath]
    public void Observe(RateLimitPolicy policy, in RateLimitKey key, ConsumerCallOutcome outcome, double cost = 1)
    {
        Require(policy, key);
        if (!(cost >= 0))
            Refuse(cost);
        if (policy.Snapshot.Behavior is not { } behavior)
            return;
        var (moved, reason) = behavior.Table.Count(behavior.Hash(key), key, Now, outcome, cost);
        if (moved != 0)
            telemetry.ReportBehavior(policy, reason, moved, behavior.Table.Rules.IsShadow);
    }

    public ConsumerStanding GetStanding(RateLimitPolicy policy, in RateLimitKey key)
    {
        Require(policy, key);
        return policy.Snapshot.Behavior is { } behavior && behavior.Table.TryGet(behavior.Hash(key), Now, out var record)
            ? Standing(key.ToString(), record, behavior.Table.Rules)
            : new ConsumerStanding(key.ToString(), 1, null, ConsumerBehaviorReason.None, 0, 0, 0, policy.Snapshot.Behavior?.Table.Rules.IsShadow ?? false);
    }

    public IReadOnlyList<ConsumerStanding> GetChanged(RateLimitPolicy policy, int count = 100)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return policy.Snapshot.Behavior is { Table: var table } ? [.. table.AllChanged(Now).Take(count).Select(each => Standing(each.Name, each.Record, table.Rules))] : [];
    }

    private long Now => clock.Now / GcraClock.TicksPerTimeSpanTick;

    private ConsumerStanding Standing(string name, in BehaviorRecord record, BehaviorRules rules) => new(
        name, rules.FactorOf(record.Step), record.SteppedAt == 0 ? null : time.GetUtcNow().AddTicks(record.SteppedAt - Now), record.Reason, record.Calls, record.Measure, rules.ThresholdOf(record.Reason), rules.IsShadow);

    private static void Require(RateLimitPolicy policy, in RateLimitKey key)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (key.IsEmpty)
            throw new ArgumentException("The key is empty; whose behavior is it?", nameof(key));
    }

    private static void Refuse(double cost) => throw new ArgumentOutOfRangeException(nameof(cost), cost, "A cost is not negative.");
}
