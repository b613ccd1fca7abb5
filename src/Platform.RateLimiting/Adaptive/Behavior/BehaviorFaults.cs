using System.Globalization;

namespace Platform.RateLimiting.Adaptive.Behavior;

/// <summary>What is wrong with the rules of behavior, in sentences that go on from "follows behavior with".</summary>
internal static class BehaviorFaults
{
    private const int LargestConsumerCapacity = 1 << 20;

    public static IEnumerable<string> Of(RateLimitBehaviorOptions options)
    {
        if (options.Floor is not (>= 0.01 and <= 1))
            yield return string.Create(CultureInfo.InvariantCulture, $"a Floor of {options.Floor}: set 0.01 to 1; to refuse everything there is the BlockList.");
        if (options.Ceiling is not (>= 1 and <= 100))
            yield return string.Create(CultureInfo.InvariantCulture, $"a Ceiling of {options.Ceiling}: set 1 to 100.");
        foreach (var (name, share) in new[] { ("FailedShare", options.FailedShare), ("ProbedShare", options.ProbedShare), ("RefusedShare", options.RefusedShare) })
        {
            if (share is not (> 0 and <= 1))
                yield return string.Create(CultureInfo.InvariantCulture, $"a {name} of {share}: set a share of a consumer's calls, more than 0 and up to 1.");
        }
        if (options.CostMultiple is not (> 1 and <= 1_000_000))
            yield return string.Create(CultureInfo.InvariantCulture, $"a CostMultiple of {options.CostMultiple}: set how many times the mean cost is too much, more than 1.");
        if (options.LeastCalls is < 1 or > 1_000_000)
            yield return $"LeastCalls of {options.LeastCalls}: set from how many recent calls on something can be said, 1 or more; 20 is usual.";
        foreach (var (name, time) in new[] { ("HalfLife", options.HalfLife), ("StepAfter", options.StepAfter), ("RecoverAfter", options.RecoverAfter), ("RewardAfter", options.RewardAfter) })
        {
            if (time <= TimeSpan.Zero || time > TimeSpan.FromDays(7))
                yield return $"a {name} of {time:c}: set more than nothing and at most a week.";
        }
        if (options.ConsumerCapacity is < 1 or > LargestConsumerCapacity)
            yield return $"a ConsumerCapacity of {options.ConsumerCapacity}: say how many consumers are kept in mind, 1 to {LargestConsumerCapacity}.";
    }
}
