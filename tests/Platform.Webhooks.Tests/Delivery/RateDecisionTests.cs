using FsCheck.Xunit;
using Platform.Webhooks.Delivery;

namespace Platform.Webhooks.Tests.Delivery;

public sealed class RateDecisionTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_burst_may_begin_at_once_and_then_one_for_each_interval()
    {
        var rate = new WebhookRate(6, TimeSpan.FromMinutes(1)) { Burst = 3 };
        var free = DateTimeOffset.UnixEpoch;
        for (var number = 0; number < 3; number++)
            Assert.True(IsAdmitted(rate, ref free, Start));

        Assert.Equal(Start.AddSeconds(10), RateDecision.After(rate, free, Start).NotBefore);
        Assert.False(IsAdmitted(rate, ref free, Start.AddSeconds(10).AddTicks(-1)));
        Assert.True(IsAdmitted(rate, ref free, Start.AddSeconds(10)));
        Assert.False(IsAdmitted(rate, ref free, Start.AddSeconds(10)));
        // All of it again: three intervals after the last one that it let through.
        Assert.Equal(Start.AddSeconds(40), free);
    }

    /// <summary>Beside all spans of time between two that were let through.</summary>
    [Property]
    public void In_no_span_of_time_are_there_more_than_fit_into_it_and_the_burst(byte[] waits, byte burst, byte attempts)
    {
        var rate = new WebhookRate((attempts % 20) + 1, TimeSpan.FromSeconds(1)) { Burst = (burst % 5) + 1 };
        var (now, free, admitted) = (Start, DateTimeOffset.UnixEpoch, new List<DateTimeOffset>());
        foreach (var wait in waits ?? [])
        {
            now = now.AddMilliseconds(wait);
            if (IsAdmitted(rate, ref free, now))
                admitted.Add(now);
        }
        for (var first = 0; first < admitted.Count; first++)
        {
            for (var last = first; last < admitted.Count; last++)
                Assert.True(last - first + 1 <= rate.Burst + ((admitted[last] - admitted[first]) / rate.Interval));
        }
    }

    [Property]
    public void Whoever_asks_when_it_was_told_to_is_let_through_and_not_before(byte[] waits, byte burst)
    {
        var rate = new WebhookRate(3, TimeSpan.FromSeconds(1)) { Burst = (burst % 5) + 1 };
        var (now, free) = (Start, DateTimeOffset.UnixEpoch);
        foreach (var wait in waits ?? [])
        {
            now = now.AddMilliseconds(wait);
            (var after, var notBefore) = RateDecision.After(rate, free, now);
            if (notBefore is not { } then)
            {
                free = after;
                continue;
            }
            Assert.Equal(free, after);
            Assert.True(then > now);
            Assert.NotNull(RateDecision.After(rate, free, then.AddTicks(-1)).NotBefore);
            Assert.Null(RateDecision.After(rate, free, then).NotBefore);
        }
    }

    [Fact]
    public void What_can_be_no_rate_is_refused_and_a_high_one_has_some_slack()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => WebhookRate.PerSecond(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => WebhookRate.PerSecond(1_100_000));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WebhookRate(1, TimeSpan.FromDays(1.1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WebhookRate(1, TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => WebhookRate.PerSecond(1) with { Burst = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => WebhookRate.PerSecond(1) with { Burst = 10_001 });
        Assert.Equal([1, 1, 5, 50, 10_000], new[] { 1, 20, 100, 1_000, 1_000_000 }.Select(attempts => WebhookRate.PerSecond(attempts).Burst));
        Assert.Equal(WebhookRate.PerSecond(2), new WebhookRate(120, TimeSpan.FromMinutes(1)));
    }

    private static bool IsAdmitted(WebhookRate rate, ref DateTimeOffset free, DateTimeOffset now)
    {
        (free, var notBefore) = RateDecision.After(rate, free, now);
        return notBefore is null;
    }
}
