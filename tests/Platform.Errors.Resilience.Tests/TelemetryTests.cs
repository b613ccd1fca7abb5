namespace Platform.Errors.Resilience.Tests;

public sealed class TelemetryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_attempts_retries_and_circuits_are_measured()
    {
        using var test = new TestPipeline(options =>
        {
            options.Retry.BaseDelay = TimeSpan.Zero;
            options.Retry.MaximumRetries = 1;
            options.CircuitBreaker.ConsecutiveFailures = 2;
        });
        using var measurements = new Measurements("payments", test.Services);

        await test.CallAsync(new Script(Script.Gives(TestErrors.Down)), cancellationToken: Token);
        await test.CallAsync(new Script(Script.Gives(1)), cancellationToken: Token);

        Assert.Equal(
            [
                "platform.resilience.attempt.duration 0 error.type=DOWN",
                "platform.resilience.retries 1 error.type=DOWN",
                "platform.resilience.circuit.transitions 1 platform.resilience.circuit.state=open",
                "platform.resilience.attempt.duration 0 error.type=DOWN",
                "platform.resilience.retries.refused 1 platform.resilience.reason=attempts_spent",
                "platform.resilience.call.duration 0 error.type=DOWN",
                "platform.resilience.call.duration 0 error.type=CIRCUIT_OPEN",
                "platform.resilience.circuit.state 2",
                "platform.resilience.retry.budget 9",
            ],
            measurements.Taken);
    }

    [Fact]
    public async Task Durations_include_waits_in_the_call_and_not_in_the_attempt()
    {
        using var test = new TestPipeline();
        using var measurements = new Measurements("payments", test.Services);

        var pending = test.CallAsync(new Script(Script.Gives(TestErrors.Busy.WithRetryAfter(TimeSpan.FromSeconds(7))), Script.Gives(1)),
            cancellationToken: Token).AsTask();
        test.Clock.Advance(TimeSpan.FromSeconds(7));
        await pending;

        Assert.Contains("platform.resilience.attempt.duration 0", measurements.Taken);
        Assert.Contains("platform.resilience.call.duration 7", measurements.Taken);
    }

    [Fact]
    public async Task A_degraded_answer_is_counted()
    {
        using var test = new TestPipeline(options => options.Retry.MaximumRetries = 0);
        using var measurements = new Measurements("payments", test.Services);

        await test.Pipeline.ExecuteOrDegradeAsync(
            Idempotency.Idempotent,
            0,
            static (_, _) => new ValueTask<Result<int>>(TestErrors.Broken),
            static (_, _, _) => new ValueTask<Result<int>>(1),
            Token);

        Assert.Contains("platform.resilience.degraded 1 error.type=BROKEN", measurements.Taken);
    }

    [Fact]
    public async Task Codes_of_strangers_are_one_tag()
    {
        using var test = new TestPipeline(options => options.Retry.MaximumRetries = 0);
        using var measurements = new Measurements("payments", test.Services);

        await test.CallAsync(new Script(Script.Gives(ProblemReader.FromStatus(503))), cancellationToken: Token);

        Assert.Contains("platform.resilience.call.duration 0 error.type=_OTHER", measurements.Taken);
    }
}
