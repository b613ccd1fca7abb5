using FsCheck.Xunit;

namespace Platform.Errors.Resilience.Tests;

public sealed class RetryRulesProperties
{
    private static readonly RetryOptions Options = new();

    [Property]
    public void A_retry_is_only_ever_decided_for_what_is_retryable_repeatable_and_in_time(byte error, byte idempotency, byte attempts, uint remaining,
        uint asked, ushort random)
    {
        var failure = (error % 6) switch
        {
            0 => TestErrors.Broken,
            1 => TestErrors.Refused,
            2 => TestErrors.Refused.WithRetryAfter(TimeSpan.FromMilliseconds(asked % 20_000)),
            3 => TestErrors.Down.WithRetryAfter(TimeSpan.FromMilliseconds(asked % 20_000)),
            4 => TestErrors.Busy,
            _ => TestErrors.Down,
        };
        var made = 1 + (attempts % 6);
        var left = TimeSpan.FromMilliseconds(remaining % 20_000);
        var declared = (Idempotency)(idempotency % 4);

        var verdict = RetryRules.Decide(Options, in failure, declared, made, left, random / 65_536.0, out var delay);

        if (verdict == RetryVerdict.Retry)
        {
            Assert.NotEqual(ErrorRetry.Never, failure.Descriptor.Retry);
            Assert.True(declared is Idempotency.Idempotent or Idempotency.Keyed);
            Assert.True(made <= Options.MaximumRetries);
            Assert.True(delay < left);
        }
        // And the other way round: nothing else stands in its way.
        var isWanted = failure.Descriptor.Retry != ErrorRetry.Never && declared is (Idempotency.Idempotent or Idempotency.Keyed)
            && made <= Options.MaximumRetries;
        if (failure.RetryAfter is { } wait)
            Assert.Equal(isWanted && wait <= Options.MaximumRetryAfter && wait < left, verdict == RetryVerdict.Retry);
        else
            Assert.Equal(isWanted && delay < left, verdict == RetryVerdict.Retry);
        if (verdict == RetryVerdict.Retry && failure.RetryAfter is { } exactly)
            Assert.Equal(exactly, delay);
    }

    [Property]
    public void A_wait_lies_between_half_of_the_doubled_delay_and_the_whole(byte attempts, ushort random)
    {
        var options = new RetryOptions { MaximumRetries = 100 };
        var made = 1 + (attempts % 100);
        var whole = options.BaseDelay;
        for (var doubling = 1; doubling < made && whole < options.MaximumDelay; doubling++)
            whole *= 2;
        whole = whole < options.MaximumDelay ? whole : options.MaximumDelay;

        var error = TestErrors.Down;
        Assert.Equal(RetryVerdict.Retry, RetryRules.Decide(options, in error, Idempotency.Idempotent, made, TimeSpan.MaxValue, random / 65_536.0,
            out var delay));

        Assert.InRange(delay, whole / 2, whole);
    }

    [Theory]
    [InlineData("DOWN", Idempotency.NotIdempotent, 1, nameof(RetryVerdict.NotIdempotent))]
    [InlineData("BROKEN", Idempotency.Idempotent, 1, nameof(RetryVerdict.NotRetryable))]
    [InlineData("DOWN", Idempotency.Idempotent, 4, nameof(RetryVerdict.AttemptsSpent))]
    [InlineData("DOWN", Idempotency.Keyed, 3, nameof(RetryVerdict.Retry))]
    public void The_reason_is_told(string code, Idempotency idempotency, int attempts, string expected)
    {
        var error = code == "DOWN" ? TestErrors.Down : TestErrors.Broken;

        Assert.Equal(expected, RetryRules.Decide(Options, in error, idempotency, attempts, TimeSpan.FromMinutes(1), 0, out _).ToString());
    }
}
