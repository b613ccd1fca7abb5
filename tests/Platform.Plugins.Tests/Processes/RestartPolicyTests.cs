using System.Collections.Immutable;
using FsCheck.Xunit;
using Platform.Plugins.Processes;

namespace Platform.Plugins.Tests.Processes;

/// <summary>When a plugin that crashed is started again, and when it is not.</summary>
public sealed class RestartPolicyTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly RestartPolicy Policy =
        new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), Crashes: 6, Window: TimeSpan.FromMinutes(10));

    [Fact]
    public void Each_start_waits_twice_as_long_as_the_one_before_up_to_the_longest_and_then_there_is_none()
    {
        var (crashes, waits) = (ImmutableArray<DateTimeOffset>.Empty, new List<double?>());
        for (var i = 0; i < 6; i++)
        {
            (crashes, var wait) = Policy.Decide(crashes, Start.AddSeconds(i), chance: 1);
            waits.Add(wait?.TotalSeconds);
        }

        Assert.Equal([1, 2, 4, 5, 5, null], waits);
    }

    [Fact]
    public void What_is_longer_ago_than_the_window_does_not_count()
    {
        var (crashes, _) = Policy.Decide([], Start, chance: 1);

        var (counted, wait) = Policy.Decide(crashes, Start + Policy.Window, chance: 1);

        Assert.Equal([Start + Policy.Window], counted);
        Assert.Equal(TimeSpan.FromSeconds(1), wait);
        Assert.Equal(2, Policy.Decide(crashes, Start + Policy.Window - TimeSpan.FromTicks(1), chance: 1).Crashes.Length);
    }

    [Fact]
    public void A_clock_that_is_set_back_forgets_no_crash()
    {
        var crashes = ImmutableArray<DateTimeOffset>.Empty;
        for (var i = 0; i < 5; i++)
            (crashes, _) = Policy.Decide(crashes, Start.AddHours(-i), chance: 0);

        Assert.Null(Policy.Decide(crashes, Start.AddHours(-5), chance: 0).Wait);
    }

    [Property]
    public void Chance_takes_away_half_of_the_wait_at_most(byte chance, byte before)
    {
        ImmutableArray<DateTimeOffset> crashes = [.. Enumerable.Repeat(Start, before % 5)];
        var longest = Policy.Decide(crashes, Start, chance: 1).Wait!.Value;

        var wait = Policy.Decide(crashes, Start, chance / 255.0).Wait!.Value;

        Assert.InRange(wait, longest / 2, longest);
    }
}
