using System.Globalization;

namespace Platform.RateLimiting.Adaptive.Behavior;

/// <summary>Says in words how a factor came about.</summary>
internal static class BehaviorText
{
    public static string Of(ConsumerStanding standing)
    {
        if (standing.Since is not { } since)
            return "Factor 1: nothing in its behavior has changed its limits.";
        var head = string.Create(CultureInfo.InvariantCulture, $"Factor {standing.Factor:0.###} since {since:yyyy-MM-dd HH:mm:ss}Z{(standing.IsShadow ? ", reckoned but not applied" : "")}: ");
        if (standing.Reason == ConsumerBehaviorReason.None)
            return head + (standing.Factor > 1 ? "it has behaved well for long." : "it has behaved for long enough to have its limits back.");
        var recent = string.Create(CultureInfo.InvariantCulture, $"of about {standing.Calls:0} recent calls ");
        var share = string.Create(CultureInfo.InvariantCulture, $"{standing.Measure:P0} ");
        var threshold = string.Create(CultureInfo.InvariantCulture, $"; {standing.Threshold:P0} is where it begins.");
        return head + standing.Reason switch
        {
            ConsumerBehaviorReason.Failing => recent + share + "made the service fail" + threshold,
            ConsumerBehaviorReason.Probing => recent + share + "asked for what is not there or not allowed" + threshold,
            ConsumerBehaviorReason.Hammering => recent + share + "were refused, so it does not wait when told to" + threshold,
            _ => string.Create(CultureInfo.InvariantCulture, $"its calls cost {standing.Measure:0.#} times what those of all consumers do; {standing.Threshold:0.#} times is where it begins."),
        };
    }
}
