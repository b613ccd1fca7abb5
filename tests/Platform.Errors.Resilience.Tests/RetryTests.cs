using System.Net.Sockets;
namespace Platform.Errors.Resilience.Tests;

public sealed class RetryTests
{
    [Theory]
    [InlineData(SocketError.ConnectionReset, "DEPENDENCY_FAILED")]
    [InlineData(SocketError.TimedOut, "TIMEOUT")]
    public async Task A_stream_that_breaks_off_is_the_failure_of_the_other_side_and_worth_another_attempt(SocketError socket, string code)
    {
        var cause = new IOException("x", new SocketException((int)socket));
        using var test = new TestPipeline(TestPipeline.RetriesAlone);
        var attempts = 0;

        var result = await test.Pipeline.ExecuteAsync<int>(Idempotency.Idempotent, _ =>
        {
            attempts++;
            throw cause;
        }, TestContext.Current.CancellationToken);

        Assert.Equal(code, result.Error.Code);
        Assert.Same(cause, result.Error.Cause);
        Assert.True(attempts > 1);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_retryable_failure_is_followed_by_attempts_until_one_succeeds()
    {
        using var test = new TestPipeline(TestPipeline.RetriesAlone);
        var script = new Script(Script.Gives(TestErrors.Down), Script.Gives(TestErrors.Busy), Script.Gives(42));

        var result = await test.CallAsync(script, cancellationToken: Token);

        Assert.Equal(42, result.Value);
        Assert.Equal(3, script.Attempts);
    }

    [Fact]
    public async Task The_last_failure_is_the_result_when_attempts_are_spent()
    {
        using var test = new TestPipeline(TestPipeline.RetriesAlone);
        var script = new Script(Script.Gives(TestErrors.Busy), Script.Gives(TestErrors.Down));

        var result = await test.CallAsync(script, cancellationToken: Token);

        Assert.Equal(TestErrors.Down, result.Error);
        Assert.Equal(4, script.Attempts);
    }

    [Fact]
    public async Task What_the_catalogue_calls_final_is_not_repeated()
    {
        using var test = new TestPipeline(TestPipeline.RetriesAlone);
        foreach (var error in (Error[])[TestErrors.Broken, TestErrors.Refused, default])
        {
            var script = new Script(Script.Gives(error));

            Assert.Equal(error, (await test.CallAsync(script, cancellationToken: Token)).Error);
            Assert.Equal(1, script.Attempts);
        }
    }

    [Theory]
    [InlineData(Idempotency.NotIdempotent, 1)]
    [InlineData((Idempotency)99, 1)]
    [InlineData(Idempotency.Idempotent, 4)]
    [InlineData(Idempotency.Keyed, 4)]
    public async Task Only_a_call_that_is_declared_repeatable_is_repeated(Idempotency idempotency, int attempts)
    {
        using var test = new TestPipeline(TestPipeline.RetriesAlone);
        var script = new Script(Script.Gives(TestErrors.Down));

        Assert.True((await test.CallAsync(script, idempotency, Token)).IsFailure);
        Assert.Equal(attempts, script.Attempts);
    }

    [Fact]
    public async Task Exceptions_become_errors_and_are_repeated_by_what_they_mean()
    {
        using var test = new TestPipeline(TestPipeline.RetriesAlone);
        var broken = new HttpRequestException("connection refused");
        var script = new Script(Script.Throws(broken), Script.FaultsLater(new TimeoutException()), Script.FaultsLater(broken),
            Script.Throws(new InvalidOperationException("a bug")));

        var result = await test.CallAsync(script, cancellationToken: Token);

        Assert.Equal("INTERNAL", result.Error.Code);
        Assert.IsType<InvalidOperationException>(result.Error.Cause);
        Assert.Equal(4, script.Attempts);
    }

    [Fact]
    public async Task Retry_After_is_waited_for_to_the_tick_and_not_less()
    {
        using var test = new TestPipeline();
        var script = new Script(Script.Gives(TestErrors.Busy.WithRetryAfter(TimeSpan.FromSeconds(7))), Script.Gives(1));

        var pending = test.CallAsync(script, cancellationToken: Token).AsTask();
        test.Clock.Advance(TimeSpan.FromSeconds(7) - TimeSpan.FromTicks(10_000));
        Assert.Equal(1, script.Attempts);
        Assert.False(pending.IsCompleted);
        test.Clock.Advance(TimeSpan.FromTicks(10_000));

        Assert.Equal(1, (await pending).Value);
        Assert.Equal(2, script.Attempts);
    }

    [Fact]
    public async Task A_longer_Retry_After_than_is_allowed_ends_the_call_at_once()
    {
        using var test = new TestPipeline(options => options.Retry.MaximumRetryAfter = TimeSpan.FromSeconds(5));
        var script = new Script(Script.Gives(TestErrors.Busy.WithRetryAfter(TimeSpan.FromSeconds(6))));

        Assert.Equal("BUSY", (await test.CallAsync(script, cancellationToken: Token)).Error.Code);
        Assert.Equal(1, script.Attempts);
    }

    [Fact]
    public async Task A_wait_that_would_outlast_the_total_time_is_not_begun()
    {
        using var test = new TestPipeline(options => options.TotalTimeout = TimeSpan.FromSeconds(10));
        var script = new Script(Script.Gives(TestErrors.Busy.WithRetryAfter(TimeSpan.FromSeconds(10))));

        Assert.Equal("BUSY", (await test.CallAsync(script, cancellationToken: Token)).Error.Code);
        Assert.Equal(1, script.Attempts);
    }

    [Fact]
    public async Task No_retries_at_all_can_be_chosen()
    {
        using var test = new TestPipeline(options => options.Retry.MaximumRetries = 0);
        var script = new Script(Script.Gives(TestErrors.Down));

        Assert.True((await test.CallAsync(script, cancellationToken: Token)).IsFailure);
        Assert.Equal(1, script.Attempts);
    }

    [Fact]
    public async Task A_caller_that_leaves_during_a_wait_is_not_kept()
    {
        using var test = new TestPipeline();
        using var leaving = new CancellationTokenSource();
        var script = new Script(Script.Gives(TestErrors.Busy.WithRetryAfter(TimeSpan.FromSeconds(7))));

        var pending = test.CallAsync(script, cancellationToken: leaving.Token).AsTask();
        await leaving.CancelAsync();

        Assert.Equal("CANCELED", (await pending).Error.Code);
        Assert.Equal(1, script.Attempts);
    }

    [Fact]
    public async Task A_caller_that_has_left_before_is_not_served()
    {
        using var test = new TestPipeline();
        var script = new Script(Script.Gives(1));

        Assert.Equal("CANCELED", (await test.CallAsync(script, cancellationToken: new CancellationToken(canceled: true))).Error.Code);
        Assert.Equal(0, script.Attempts);
    }

    [Fact]
    public async Task One_pipeline_serves_results_of_every_type()
    {
        using var test = new TestPipeline(TestPipeline.RetriesAlone);

        var text = await test.Pipeline.ExecuteAsync(Idempotency.Idempotent, "words",
            static (state, _) => new ValueTask<Result<string>>(Result.Of(state)), Token);
        var time = await test.Pipeline.ExecuteAsync(Idempotency.Idempotent, DateOnly.MaxValue,
            static (state, _) => new ValueTask<Result<DateOnly>>(Result.Of(state)), Token);

        Assert.Equal("words", text.Value);
        Assert.Equal(DateOnly.MaxValue, time.Value);
    }

    [Fact]
    public async Task A_call_inside_a_call_keeps_its_own_state()
    {
        using var test = new TestPipeline(TestPipeline.RetriesAlone);

        var result = await test.Pipeline.ExecuteAsync(
            Idempotency.Idempotent,
            test.Pipeline,
            static async (pipeline, token) =>
            {
                var inner = await pipeline.ExecuteAsync(Idempotency.Idempotent, pipeline,
                    static (_, _) => new ValueTask<Result<int>>(TestErrors.Refused), token);
                return inner.TryGetError(out var error) && error == TestErrors.Refused ? Result.Of(7) : TestErrors.Broken;
            },
            Token);

        Assert.Equal(7, result.Value);
    }
}
