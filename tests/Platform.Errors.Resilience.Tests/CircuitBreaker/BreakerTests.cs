using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.Errors.Resilience.Tests;

public sealed class BreakerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task So_many_failures_in_a_row_open_the_circuit_and_calls_are_not_made()
    {
        using var test = new TestPipeline(TestPipeline.BreakerAlone(3));
        var script = new Script(Script.Gives(TestErrors.Broken));
        for (var call = 0; call < 3; call++)
            Assert.Equal("BROKEN", (await test.CallAsync(script, cancellationToken: Token)).Error.Code);

        var rejected = (await test.CallAsync(script, cancellationToken: Token)).Error;

        Assert.Equal(CircuitState.Open, test.Pipeline.CircuitState);
        Assert.Equal("CIRCUIT_OPEN", rejected.Code);
        Assert.Equal(TimeSpan.FromSeconds(5), rejected.RetryAfter);
        Assert.Equal(3, script.Attempts);
    }

    [Fact]
    public async Task Too_large_a_share_of_failures_opens_the_circuit_also_between_successes()
    {
        using var test = new TestPipeline(options =>
        {
            options.Retry.MaximumRetries = 0;
            options.CircuitBreaker.ConsecutiveFailures = 0;
            options.CircuitBreaker.MinimumThroughput = 10;
        });
        var (good, bad) = (new Script(Script.Gives(1)), new Script(Script.Gives(TestErrors.Down)));
        for (var call = 0; call < 9; call++)
            await test.CallAsync(call % 2 == 0 ? good : bad, cancellationToken: Token);
        Assert.Equal(CircuitState.Closed, test.Pipeline.CircuitState);

        await test.CallAsync(bad, cancellationToken: Token);

        Assert.Equal(CircuitState.Open, test.Pipeline.CircuitState);
    }

    [Fact]
    public async Task Refusals_and_callers_that_leave_do_not_open_it()
    {
        using var test = new TestPipeline(TestPipeline.BreakerAlone(2));
        foreach (var error in (Error[])[TestErrors.Refused, TestErrors.Busy, CommonErrors.Canceled(), CommonErrors.NotFound()])
        {
            for (var call = 0; call < 5; call++)
                await test.CallAsync(new Script(Script.Gives(error)), cancellationToken: Token);
        }

        Assert.Equal(CircuitState.Closed, test.Pipeline.CircuitState);
    }

    [Fact]
    public async Task After_the_break_one_success_closes_it()
    {
        using var test = new TestPipeline(TestPipeline.BreakerAlone(1));
        var script = new Script(Script.Gives(TestErrors.Down), Script.Gives(8));
        await test.CallAsync(script, cancellationToken: Token);
        test.Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(8, (await test.CallAsync(script, cancellationToken: Token)).Value);

        Assert.Equal(CircuitState.Closed, test.Pipeline.CircuitState);
        var changes = test.Log.Events.Where(name => name.StartsWith("Circuit", StringComparison.Ordinal));
        Assert.Equal(["CircuitOpened", "CircuitHalfOpened", "CircuitClosed"], changes);
    }

    [Fact]
    public async Task Each_failed_probe_doubles_the_break_up_to_the_longest()
    {
        using var test = new TestPipeline(options =>
        {
            TestPipeline.BreakerAlone(1)(options);
            options.CircuitBreaker.MaximumBreakDuration = TimeSpan.FromSeconds(12);
        });
        var script = new Script(Script.Gives(TestErrors.Down));
        foreach (var seconds in (int[])[5, 10, 12, 12])
        {
            await test.CallAsync(script, cancellationToken: Token);
            var rejected = (await test.CallAsync(script, cancellationToken: Token)).Error;
            Assert.Equal(TimeSpan.FromSeconds(seconds), rejected.RetryAfter);
            test.Clock.Advance(TimeSpan.FromSeconds(seconds));
        }
        Assert.Equal(4, script.Attempts);
    }

    [Fact]
    public async Task While_it_is_half_open_one_call_is_made_and_the_others_are_not()
    {
        using var test = new TestPipeline(TestPipeline.BreakerAlone(1));
        await test.CallAsync(new Script(Script.Gives(TestErrors.Down)), cancellationToken: Token);
        test.Clock.Advance(TimeSpan.FromSeconds(5));
        var gate = new TaskCompletionSource<Result<int>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var (probing, others) = (new Script(_ => new(gate.Task)), new Script(Script.Gives(1)));

        var probe = test.CallAsync(probing, cancellationToken: Token).AsTask();
        var rejected = await test.CallAsync(others, cancellationToken: Token);
        gate.SetResult(1);
        await probe;

        Assert.Equal("CIRCUIT_OPEN", rejected.Error.Code);
        Assert.Equal(0, others.Attempts);
        Assert.True((await test.CallAsync(others, cancellationToken: Token)).IsSuccess);
    }

    [Fact]
    public async Task An_open_circuit_is_not_waited_for()
    {
        using var test = new TestPipeline(options =>
        {
            options.CircuitBreaker.ConsecutiveFailures = 2;
            options.Retry.BaseDelay = TimeSpan.Zero;
        });
        var script = new Script(Script.Gives(TestErrors.Down));

        var result = await test.CallAsync(script, cancellationToken: Token);

        Assert.Equal("CIRCUIT_OPEN", result.Error.Code);
        Assert.Equal(2, script.Attempts);
    }

    [Fact]
    public async Task Many_threads_open_it_once_and_only_what_was_under_way_is_made_after()
    {
        const int Threads = 8;
        using var test = new TestPipeline(TestPipeline.BreakerAlone(5));
        var script = new Script(Script.FaultsLater(new HttpRequestException("gone")));

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(
            async () =>
            {
                for (var call = 0; call < 200; call++)
                    Assert.True((await test.CallAsync(script, cancellationToken: Token)).IsFailure);
            },
            Token)));

        Assert.InRange(script.Attempts, 5, 5 + Threads - 1);
        Assert.Single(test.Log.Events, name => name == "CircuitOpened");
    }

    [Fact]
    public async Task Health_follows_the_circuit()
    {
        using var test = new TestPipeline(TestPipeline.BreakerAlone(1), builder => builder.AddHealthCheck(HealthStatus.Unhealthy, "outside").AddHealthCheck());
        var health = test.Services.GetRequiredService<HealthCheckService>();
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(Token)).Status);

        await test.CallAsync(new Script(Script.Gives(TestErrors.Down)), cancellationToken: Token);

        var entry = Assert.Single((await health.CheckHealthAsync(Token)).Entries);
        Assert.Equal("resilience:payments", entry.Key);
        Assert.Equal(HealthStatus.Unhealthy, entry.Value.Status);
        Assert.Equal(["outside"], entry.Value.Tags);
        Assert.Equal("Open", entry.Value.Data["circuit"]);
    }

    [Fact]
    public async Task A_circuit_whose_break_is_over_is_half_open_for_everybody_though_nobody_calls()
    {
        using var test = new TestPipeline(TestPipeline.BreakerAlone(1), builder => builder.AddHealthCheck(HealthStatus.Unhealthy));
        using var measurements = new Measurements("payments", test.Services);
        var health = test.Services.GetRequiredService<HealthCheckService>();
        await test.CallAsync(new Script(Script.Gives(TestErrors.Down)), cancellationToken: Token);

        test.Clock.Advance(TimeSpan.FromSeconds(5) - TimeSpan.FromTicks(1));
        Assert.Equal(CircuitState.Open, test.Pipeline.CircuitState);
        test.Clock.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(CircuitState.HalfOpen, test.Pipeline.CircuitState);
        var entry = Assert.Single((await health.CheckHealthAsync(Token)).Entries).Value;
        Assert.Equal(HealthStatus.Degraded, entry.Status);
        Assert.Equal("HalfOpen", entry.Data["circuit"]);
        Assert.Contains("platform.resilience.circuit.state 1", measurements.Taken);
        // Looking at it has changed nothing: the change is told when a call makes it.
        Assert.DoesNotContain("CircuitHalfOpened", test.Log.Events);
    }
}
