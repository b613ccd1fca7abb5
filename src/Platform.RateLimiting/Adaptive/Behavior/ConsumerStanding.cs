using Platform.RateLimiting.Adaptive.Behavior;

namespace Platform.RateLimiting;

/// <summary>How a consumer stands with a policy that follows behavior.</summary>
/// <param name="Consumer">The key, as <see cref="RateLimitKey.ToString"/> shows it: of an API key a fingerprint.</param>
/// <param name="Factor">What the policy's limits are multiplied by for it.</param>
/// <param name="Since">Since when; <see langword="null"/> when it never changed.</param>
/// <param name="Reason">What the factor fell for last.</param>
/// <param name="Calls">About how many recent calls there are.</param>
/// <param name="Measure">What was measured when the factor changed last: a share from 0 to 1, or of <see cref="ConsumerBehaviorReason.Costly"/> a multiple.</param>
/// <param name="Threshold">What <paramref name="Measure"/> was compared with.</param>
/// <param name="IsShadow">Whether the factor is only reckoned.</param>
public sealed record ConsumerStanding(
    string Consumer, double Factor, DateTimeOffset? Since, ConsumerBehaviorReason Reason, double Calls, double Measure, double Threshold, bool IsShadow)
{
    /// <summary>A sentence for people that says how the factor came about. The consumer is not in it.</summary>
    /// <returns>The sentence.</returns>
    public string Explain() => BehaviorText.Of(this);
}
