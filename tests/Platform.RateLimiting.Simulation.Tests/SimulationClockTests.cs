namespace Platform.RateLimiting.Simulation.Tests;

public sealed class SimulationClockTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Time_passes_from_one_action_to_the_next_and_those_of_one_moment_keep_their_order()
    {
        var clock = new SimulationClock();
        List<string> done = [];
        clock.Schedule(2 * Second, () => done.Add($"b at {clock.Elapsed.TotalSeconds}"));
        clock.Schedule(1 * Second, () =>
        {
            done.Add($"a at {clock.Elapsed.TotalSeconds}");
            clock.Schedule(TimeSpan.Zero, () => done.Add($"late at {clock.Elapsed.TotalSeconds}"));
        });
        clock.Schedule(2 * Second, () => done.Add($"c at {clock.Elapsed.TotalSeconds}"));
        clock.Schedule(4 * Second, () => done.Add("never"));

        clock.RunUntil(3 * Second, TestContext.Current.CancellationToken);

        Assert.Equal(["a at 1", "late at 1", "b at 2", "c at 2"], done);
        Assert.Equal(3 * Second, clock.Elapsed);
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 3, TimeSpan.Zero), clock.GetUtcNow());
    }

    [Fact]
    public void Timers_run_on_it()
    {
        var clock = new SimulationClock();
        var fired = 0;
        using var timer = clock.CreateTimer(_ => fired++, null, Second, 2 * Second);
        clock.RunUntil(6 * Second, TestContext.Current.CancellationToken);
        Assert.Equal(3, fired);

        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        clock.RunUntil(20 * Second, TestContext.Current.CancellationToken);
        Assert.Equal(3, fired);

        timer.Change(Second, Timeout.InfiniteTimeSpan);
        clock.RunUntil(40 * Second, TestContext.Current.CancellationToken);
        Assert.Equal(4, fired);
        timer.Change(Second, Second);
        timer.Dispose();
        clock.RunUntil(60 * Second, TestContext.Current.CancellationToken);
        Assert.Equal(4, fired);
    }

    [Fact]
    public void It_can_be_stopped()
    {
        var clock = new SimulationClock();
        using var stop = new CancellationTokenSource();
        void Again() => clock.Schedule(clock.Elapsed + Second, Again);
        clock.Schedule(5 * Second, stop.Cancel);
        Again();

        Assert.Throws<OperationCanceledException>(() => clock.RunUntil(TimeSpan.FromDays(1), stop.Token));
        Assert.Equal(5 * Second, clock.Elapsed);
    }
}
