using FsCheck.Xunit;
using Platform.Webhooks.Outbox;

namespace Platform.Webhooks.Tests.Outbox;

public sealed class RetryScheduleTests
{
    /// <summary>Standard Webhooks 1.0.0, "Retry schedule".</summary>
    [Fact]
    public void The_standard_one_is_that_of_the_standard()
    {
        string[] waits = ["00:00:05", "00:05:00", "00:30:00", "02:00:00", "05:00:00", "10:00:00", "14:00:00", "20:00:00", "1.00:00:00"];

        Assert.Equal(10, RetrySchedule.Standard.Attempts);
        Assert.Equal(waits, Enumerable.Range(1, 9).Select(attempt => RetrySchedule.Standard.After(attempt, 0.5)!.Value.ToString()));
        Assert.Null(RetrySchedule.Standard.After(10, 0.5));
    }

    [Property]
    public void A_wait_is_spread_by_a_fifth_to_either_side(uint number, byte attempt)
    {
        var which = 1 + attempt % 9;
        var (wait, middle) = (RetrySchedule.Standard.After(which, number / (uint.MaxValue + 1.0))!.Value, RetrySchedule.Standard.After(which, 0.5)!.Value);

        Assert.InRange(wait, middle * 0.8 - TimeSpan.FromTicks(1), middle * 1.2);
    }

    [Fact]
    public void One_without_long_waits_has_as_many_attempts()
    {
        var schedule = RetrySchedule.Standard.AtMost(TimeSpan.FromHours(1));

        Assert.Equal(10, schedule.Attempts);
        Assert.Equal(
            ["00:00:05", "00:05:00", "00:30:00", "01:00:00", "01:00:00", "01:00:00", "01:00:00", "01:00:00", "01:00:00"],
            Enumerable.Range(1, 9).Select(attempt => schedule.After(attempt, 0.5)!.Value.ToString()));
        Assert.Equal(TimeSpan.FromHours(24), RetrySchedule.Standard.AtMost(TimeSpan.FromDays(2)).After(9, 0.5));
        Assert.Throws<ArgumentException>(() => RetrySchedule.Standard.AtMost(TimeSpan.FromTicks(-1)));
    }

    [Fact]
    public void Waits_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new RetrySchedule(TimeSpan.FromTicks(-1)));
        Assert.Throws<ArgumentException>(() => new RetrySchedule(TimeSpan.FromDays(31)));
        Assert.Throws<ArgumentException>(() => new RetrySchedule(new TimeSpan[101]));
        Assert.Equal(1, new RetrySchedule().Attempts);
        Assert.Null(new RetrySchedule().After(1, 0));
    }

    [Fact]
    public void Attempts_and_random_numbers_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RetrySchedule.Standard.After(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => RetrySchedule.Standard.After(1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RetrySchedule.Standard.After(1, -0.1));
    }
}
