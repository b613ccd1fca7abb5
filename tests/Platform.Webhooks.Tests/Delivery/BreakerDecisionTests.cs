using FsCheck.Xunit;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Destinations;

namespace Platform.Webhooks.Tests.Delivery;

public sealed class BreakerDecisionTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly EndpointPatience Patience = new(TimeSpan.FromDays(1), TimeSpan.FromDays(3), TimeSpan.FromDays(5), 20);

    [Fact]
    public void Ten_failures_in_a_row_open_it_for_half_a_minute_and_each_failed_probe_for_twice_as_long_up_to_an_hour()
    {
        var health = default(EndpointHealth);
        for (var failure = 1; failure < BreakerDecision.MostFailures; failure++)
            Assert.Null(Fail(ref health, Start));

        var pauses = Enumerable.Range(0, 10).Select(_ => (Fail(ref health, Start)!.Value - Start).TotalSeconds).ToList();

        Assert.Equal([30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600], pauses);
        Assert.Equal((Start, 19, 10), (health.FailingSince, health.Failures, health.Openings));
    }

    [Fact]
    public void One_delivery_closes_it()
    {
        var health = new EndpointHealth(Start, 15, 3, false);

        Assert.Equal((default, null), BreakerDecision.After(health, Sent(WebhookOutcome.Delivered), Start, Patience));
    }

    [Fact]
    public void It_takes_both_days_and_failures_to_disable_a_receiver_and_one_answer_that_it_is_gone()
    {
        Assert.False(BreakerDecision.After(new EndpointHealth(Start, 100, 8, false), Sent(WebhookOutcome.TimedOut), Start.AddDays(5).AddTicks(-1), Patience).Health.IsDisabled);
        Assert.False(BreakerDecision.After(new EndpointHealth(Start, 18, 8, false), Sent(WebhookOutcome.TimedOut), Start.AddDays(50), Patience).Health.IsDisabled);
        Assert.True(BreakerDecision.After(new EndpointHealth(Start, 19, 8, false), Sent(WebhookOutcome.TimedOut), Start.AddDays(5), Patience).Health.IsDisabled);
        Assert.True(BreakerDecision.After(default, Sent(WebhookOutcome.Gone), Start, Patience).Health.IsDisabled);
    }

    [Fact]
    public void One_that_asks_to_be_left_alone_is_left_alone_at_once()
    {
        var (health, until) = BreakerDecision.After(default, Sent(WebhookOutcome.Throttled, TimeSpan.FromSeconds(120)), Start, Patience);

        Assert.Equal((Start.AddSeconds(120), 0), (until, health.Openings));
        Assert.Null(BreakerDecision.After(default, Sent(WebhookOutcome.Rejected, TimeSpan.FromSeconds(120)), Start, Patience).HeldBackUntil);
        Assert.Equal(Start.AddSeconds(120), BreakerDecision.After(new EndpointHealth(Start, 9, 0, false), Sent(WebhookOutcome.Throttled, TimeSpan.FromSeconds(120)), Start, Patience).HeldBackUntil);
        Assert.Equal(Start.AddSeconds(30), BreakerDecision.After(new EndpointHealth(Start, 9, 0, false), Sent(WebhookOutcome.Throttled, TimeSpan.FromSeconds(5)), Start, Patience).HeldBackUntil);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(23.9, 0)]
    [InlineData(24, 1)]
    [InlineData(71.9, 1)]
    [InlineData(72, 2)]
    [InlineData(500, 2)]
    public void It_is_warned_of_after_a_day_and_again_after_three(double hours, int warned)
    {
        // Too few failures to be disabled, however long it takes.
        var failed = BreakerDecision.After(new EndpointHealth(Start, 3, 0, false), Sent(WebhookOutcome.Rejected), Start.AddHours(hours), Patience).Health;

        Assert.Equal((warned, false), (failed.Warned, failed.IsDisabled));
        Assert.Equal(0, BreakerDecision.After(failed, Sent(WebhookOutcome.Delivered), Start.AddHours(hours), Patience).Health.Warned);
    }

    [Fact]
    public void What_it_was_warned_of_once_it_is_not_warned_of_again_by_a_clock_that_was_set_back()
    {
        var health = BreakerDecision.After(new EndpointHealth(Start, 3, 0, false, Warned: 2), Sent(WebhookOutcome.Rejected), Start.AddHours(1), Patience).Health;

        Assert.Equal(2, health.Warned);
        Assert.Equal(health, EndpointHealth.Read(health.Write()));
        Assert.True(health.IsOtherThan(health with { Warned = 1 }));
    }

    [Fact]
    public void What_was_not_tried_is_nobodys_failure()
    {
        var health = new EndpointHealth(Start, 9, 0, false);

        Assert.Equal((health, null), BreakerDecision.After(health, Sent(WebhookOutcome.NotTried), Start.AddDays(9), Patience));
    }

    [Fact]
    public void One_or_two_failures_are_nothing_that_others_must_know()
    {
        var health = default(EndpointHealth);
        Fail(ref health, Start);
        Assert.False(health.IsOtherThan(default));
        Fail(ref health, Start);
        Assert.False(health.IsOtherThan(default));
        Fail(ref health, Start);
        Assert.True(health.IsOtherThan(default));
        Assert.True(default(EndpointHealth).IsOtherThan(health));
    }

    /// <summary>Beside a list of all that has happened.</summary>
    [Property]
    public void What_is_remembered_is_what_has_happened_since_the_last_delivery(byte[] outcomes)
    {
        var (health, now, since) = (default(EndpointHealth), Start, new List<DateTimeOffset>());
        foreach (var outcome in (outcomes ?? []).Select(outcome => (WebhookOutcome)(outcome % 7)))
        {
            now = now.AddMinutes(1);
            if (outcome == WebhookOutcome.Gone)
                continue;
            (health, var until) = BreakerDecision.After(health, Sent(outcome), now, Patience);
            if (outcome == WebhookOutcome.Delivered)
                since.Clear();
            else
                since.Add(now);
            Assert.Equal(since.Count, health.Failures);
            Assert.Equal(since is [] ? null : since[0], health.FailingSince);
            Assert.Equal(Math.Max(0, since.Count - BreakerDecision.MostFailures + 1), health.Openings);
            Assert.Equal(since.Count >= BreakerDecision.MostFailures, until > now);
            Assert.Equal(health, EndpointHealth.Read(health.Write()));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1 2")]
    [InlineData("1 2 3")]
    [InlineData("1 2 3 4 5")]
    [InlineData("-1 2 3 0")]
    [InlineData("1 2 3 -1")]
    [InlineData("9999999999999999999 2 3 0")]
    [InlineData("9223372036854775807 2 3 0")]
    [InlineData("x y z w")]
    public void What_cannot_be_read_is_nothing(string? text) => Assert.Equal(default, EndpointHealth.Read(text));

    private static DateTimeOffset? Fail(ref EndpointHealth health, DateTimeOffset now)
    {
        (health, var until) = BreakerDecision.After(health, Sent(WebhookOutcome.Rejected), now, Patience);
        return until;
    }

    private static WebhookAttempt Sent(WebhookOutcome outcome, TimeSpan? retryAfter = null) => new(outcome, null, retryAfter, DestinationFault.None, TimeSpan.Zero);
}
