using FsCheck.Xunit;

namespace Platform.Errors.Resilience.Tests;

public sealed class RetryBudgetTests
{
    private const long TicksPerSecond = 1000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Property(MaxTest = 300)]
    public void The_budget_grants_what_calls_and_time_have_earned_and_no_more(byte[] steps, byte burst, byte ratio, byte perSecond)
    {
        var options = new RetryBudgetOptions { Burst = burst % 5, Ratio = ratio / 256.0, MinimumPerSecond = perSecond / 32.0 };
        var budget = new RetryBudget(options, TicksPerSecond, now: 0);
        var (now, filledAt, calls, granted) = (0L, 0L, 0, 0);
        double model = options.Burst;
        foreach (var step in steps)
        {
            if ((step & 3) == 0)
            {
                now += step;
            }
            else if ((step & 3) == 1)
            {
                budget.Deposit();
                calls++;
                model = Math.Min(options.Burst, model + options.Ratio);
            }
            else
            {
                model = Math.Min(options.Burst, model + (options.MinimumPerSecond * (now - filledAt) / TicksPerSecond));
                filledAt = now;
                var isGranted = budget.TryWithdraw(now);
                // Within the rounding of millionths both answers are right.
                if (Math.Abs(model - 1) > 0.001)
                    Assert.Equal(model > 1, isGranted);
                granted += isGranted ? 1 : 0;
                model -= isGranted ? 1 : 0;
            }
            Assert.True(granted <= options.Burst + (options.Ratio * calls) + (options.MinimumPerSecond * now / TicksPerSecond));
        }
    }

    [Fact]
    public void A_clock_that_steps_back_earns_nothing_and_breaks_nothing()
    {
        var budget = new RetryBudget(new RetryBudgetOptions { Burst = 1, MinimumPerSecond = 1, Ratio = 0 }, TicksPerSecond, now: 5000);

        Assert.True(budget.TryWithdraw(4000));
        Assert.False(budget.TryWithdraw(1000));
        Assert.True(budget.TryWithdraw(6000));
    }

    [Fact]
    public async Task Under_load_from_many_threads_the_budget_holds()
    {
        using var test = new TestPipeline(options =>
        {
            TestPipeline.RetriesAlone(options);
            options.RetryBudget.Burst = 10;
            options.RetryBudget.MinimumPerSecond = 0;
        });
        var script = new Script(Script.FaultsLater(new HttpRequestException("gone")));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            async () =>
            {
                for (var call = 0; call < 500; call++)
                    Assert.True((await test.CallAsync(script, cancellationToken: Token)).IsFailure);
            },
            Token)));

        // All of what 4,000 calls have earned is spent, and not one retry more.
        Assert.InRange(script.Attempts, 4000 + 390, 4000 + 410);
        Assert.Contains("RetryBudgetSpent", test.Log.Events);
    }

    [Fact]
    public async Task Time_fills_the_budget_again()
    {
        using var test = new TestPipeline(options =>
        {
            TestPipeline.RetriesAlone(options);
            options.RetryBudget.Burst = 2;
            options.RetryBudget.Ratio = 0;
        });
        var script = new Script(Script.Gives(TestErrors.Down));
        await test.CallAsync(script, cancellationToken: Token);
        Assert.Equal(3, script.Attempts);
        await test.CallAsync(script, cancellationToken: Token);
        Assert.Equal(4, script.Attempts);

        test.Clock.Advance(TimeSpan.FromSeconds(1));
        await test.CallAsync(script, cancellationToken: Token);

        Assert.Equal(6, script.Attempts);
        Assert.Equal(2, test.Log.Events.Count(name => name == "RetryBudgetSpent"));
    }
}
