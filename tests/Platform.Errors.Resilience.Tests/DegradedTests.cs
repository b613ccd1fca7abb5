namespace Platform.Errors.Resilience.Tests;

public sealed class DegradedTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failing_dependency_is_answered_for_and_the_answer_says_so()
    {
        using var test = new TestPipeline(options => options.Retry.MaximumRetries = 0);

        var answer = await CallAsync(test, TestErrors.Broken, substitute: 7);

        Assert.True(answer.IsDegraded);
        Assert.True(answer.TryGet(out var value));
        Assert.Equal(7, value);
        Assert.True(answer.TryGetReason(out var reason));
        Assert.Equal(TestErrors.Broken, reason);
        Assert.Equal("Degraded (BROKEN): Success: 7", answer.ToString());
    }

    [Fact]
    public async Task An_open_circuit_is_answered_for_too()
    {
        using var test = new TestPipeline(TestPipeline.BreakerAlone(1));
        await CallAsync(test, TestErrors.Broken, substitute: 7);

        var answer = await CallAsync(test, 1, substitute: 7);

        Assert.True(answer.TryGetReason(out var reason));
        Assert.Equal("CIRCUIT_OPEN", reason.Code);
    }

    [Fact]
    public async Task A_real_answer_is_not_degraded()
    {
        using var test = new TestPipeline();

        var answer = await CallAsync(test, 1, substitute: 7);

        Assert.False(answer.IsDegraded);
        Assert.False(answer.TryGetReason(out _));
        Assert.Equal(1, answer.Result.Value);
    }

    [Fact]
    public async Task A_refusal_is_an_answer_and_is_not_replaced()
    {
        using var test = new TestPipeline();
        foreach (var error in (Error[])[TestErrors.Refused, CommonErrors.NotFound(), CommonErrors.Canceled()])
        {
            var answer = await CallAsync(test, error, substitute: 7);

            Assert.False(answer.IsDegraded);
            Assert.Equal(error, answer.Result.Error);
        }
    }

    [Fact]
    public async Task A_substitute_that_fails_leaves_the_first_failure()
    {
        using var test = new TestPipeline(options => options.Retry.MaximumRetries = 0);

        var refused = await CallAsync(test, TestErrors.Broken, substitute: TestErrors.Refused);
        var thrown = await test.Pipeline.ExecuteOrDegradeAsync(
            Idempotency.Idempotent,
            0,
            static (_, _) => new ValueTask<Result<int>>(TestErrors.Broken),
            static (_, _, _) => throw new InvalidOperationException("the cache is gone too"),
            Token);

        Assert.Equal("BROKEN", refused.Result.Error.Code);
        Assert.Equal("BROKEN", thrown.Result.Error.Code);
        Assert.False(refused.IsDegraded || thrown.IsDegraded);
        Assert.Equal(2, test.Log.Events.Count(name => name == "SubstituteFailed"));
    }

    [Fact]
    public void The_default_is_a_failure()
    {
        Assert.True(default(Degradable<int>).Result.IsFailure);
        Assert.False(default(Degradable<int>).IsDegraded);
    }

    private static ValueTask<Degradable<int>> CallAsync(TestPipeline test, Result<int> real, Result<int> substitute) => test.Pipeline.ExecuteOrDegradeAsync(
        Idempotency.NotIdempotent,
        (Real: real, Substitute: substitute),
        static (state, _) => new ValueTask<Result<int>>(state.Real),
        static (state, _, _) => new ValueTask<Result<int>>(state.Substitute),
        Token);
}
