using Microsoft.Extensions.Options;

namespace Platform.Errors.Resilience;

/// <summary>Refuses options that contradict themselves, with all that is wrong at once.</summary>
internal sealed class PlatformResilienceOptionsValidator : IValidateOptions<PlatformResilienceOptions>
{
    private const int Most = 1_000_000;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    public ValidateOptionsResult Validate(string? name, PlatformResilienceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var failures = Timeouts(options).Concat(Retry(options.Retry)).Concat(Budget(options.RetryBudget)).Concat(Breaker(options.CircuitBreaker))
            .Select(failure => $"Resilience pipeline '{name}': {failure}").ToList();
        return failures is [] ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Timeouts(PlatformResilienceOptions options)
    {
        if (!IsTimeout(options.TotalTimeout))
            yield return NotATimeout(nameof(options.TotalTimeout), options.TotalTimeout);
        if (!IsTimeout(options.AttemptTimeout))
            yield return NotATimeout(nameof(options.AttemptTimeout), options.AttemptTimeout);
        if (options.TotalTimeout > TimeSpan.Zero && options.AttemptTimeout > options.TotalTimeout)
            yield return $"{nameof(options.AttemptTimeout)} is {options.AttemptTimeout}; the most is {nameof(options.TotalTimeout)}, {options.TotalTimeout}.";
    }

    private static IEnumerable<string> Retry(RetryOptions options)
    {
        if (options.MaximumRetries is < 0 or > 100)
            yield return $"Retry.{nameof(options.MaximumRetries)} is {options.MaximumRetries}; it must be from 0 to 100.";
        if (options.MaximumDelay < TimeSpan.Zero || options.MaximumDelay > Longest)
            yield return $"Retry.{nameof(options.MaximumDelay)} is {options.MaximumDelay}; it must be from 0 to {Longest}.";
        if (options.BaseDelay < TimeSpan.Zero || options.BaseDelay > options.MaximumDelay)
            yield return $"Retry.{nameof(options.BaseDelay)} is {options.BaseDelay}; it must be from 0 to MaximumDelay, {options.MaximumDelay}.";
        if (options.MaximumRetryAfter < TimeSpan.Zero || options.MaximumRetryAfter > Longest)
            yield return $"Retry.{nameof(options.MaximumRetryAfter)} is {options.MaximumRetryAfter}; it must be from 0 to {Longest}.";
    }

    private static IEnumerable<string> Budget(RetryBudgetOptions options)
    {
        if (options.Ratio is not (>= 0 and <= 10))
            yield return $"RetryBudget.{nameof(options.Ratio)} is {options.Ratio}; it must be from 0 to 10.";
        if (options.MinimumPerSecond is not (>= 0 and <= Most))
            yield return $"RetryBudget.{nameof(options.MinimumPerSecond)} is {options.MinimumPerSecond}; it must be from 0 to {Most}.";
        if (options.Burst is < 0 or > Most)
            yield return $"RetryBudget.{nameof(options.Burst)} is {options.Burst}; it must be from 0 to {Most}.";
    }

    private static IEnumerable<string> Breaker(CircuitBreakerOptions options)
    {
        if (options.FailureRatio is not (> 0 and <= 1))
            yield return $"CircuitBreaker.{nameof(options.FailureRatio)} is {options.FailureRatio}; it must be above 0, and at most 1.";
        if (options.SamplingDuration < TimeSpan.FromMilliseconds(100) || options.SamplingDuration > Longest)
            yield return $"CircuitBreaker.{nameof(options.SamplingDuration)} is {options.SamplingDuration}; it must be from 100 milliseconds to {Longest}.";
        if (options.MinimumThroughput is < 1 or > Most)
            yield return $"CircuitBreaker.{nameof(options.MinimumThroughput)} is {options.MinimumThroughput}; it must be from 1 to {Most}.";
        if (options.ConsecutiveFailures is < 0 or > Most)
            yield return $"CircuitBreaker.{nameof(options.ConsecutiveFailures)} is {options.ConsecutiveFailures}; it must be from 0 to {Most}.";
        if (options.MaximumBreakDuration > Longest)
            yield return $"CircuitBreaker.{nameof(options.MaximumBreakDuration)} is {options.MaximumBreakDuration}; it must be at most {Longest}.";
        if (options.BreakDuration < Shortest || options.BreakDuration > options.MaximumBreakDuration)
        {
            yield return $"CircuitBreaker.{nameof(options.BreakDuration)} is {options.BreakDuration}; it must be from {Shortest} to "
                + $"{nameof(options.MaximumBreakDuration)}, {options.MaximumBreakDuration}.";
        }
        if (options.SuccessfulProbes is < 1 or > 1000)
            yield return $"CircuitBreaker.{nameof(options.SuccessfulProbes)} is {options.SuccessfulProbes}; it must be from 1 to 1000.";
    }

    private static bool IsTimeout(TimeSpan time) => time == Timeout.InfiniteTimeSpan || (time >= Shortest && time <= Longest);

    private static string NotATimeout(string option, TimeSpan value) =>
        $"{option} is {value}; it must be from {Shortest} to {Longest}, or infinite (-00:00:00.001) for none.";
}
