using Microsoft.Extensions.DependencyInjection;

namespace Platform.Errors.Resilience.Tests;

public sealed class TimeoutTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_attempt_that_hangs_is_cancelled_and_repeated()
    {
        using var test = new TestPipeline(options =>
        {
            TestPipeline.RetriesAlone(options);
            options.AttemptTimeout = TimeSpan.FromSeconds(3);
        });
        var script = new Script(Script.Hangs(), Script.Gives(5));

        var pending = test.CallAsync(script, cancellationToken: Token).AsTask();
        Assert.Equal(1, script.Attempts);
        test.Clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(5, (await pending).Value);
    }

    [Fact]
    public async Task A_hanging_attempt_of_a_call_that_may_not_be_repeated_is_a_timeout()
    {
        using var test = new TestPipeline(options => options.AttemptTimeout = TimeSpan.FromSeconds(3));
        var script = new Script(Script.Hangs());

        var pending = test.CallAsync(script, Idempotency.NotIdempotent, Token).AsTask();
        test.Clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal("TIMEOUT", (await pending).Error.Code);
        Assert.Equal(1, script.Attempts);
    }

    [Fact]
    public async Task The_total_time_ends_everything()
    {
        using var test = new TestPipeline(options =>
        {
            options.TotalTimeout = TimeSpan.FromSeconds(4);
            options.AttemptTimeout = Timeout.InfiniteTimeSpan;
        });
        var script = new Script(Script.Hangs());

        var pending = test.CallAsync(script, cancellationToken: Token).AsTask();
        test.Clock.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal("TIMEOUT", (await pending).Error.Code);
        Assert.Equal(1, script.Attempts);
    }

    [Fact]
    public async Task A_caller_that_leaves_during_an_attempt_is_told_apart_from_a_timeout()
    {
        using var test = new TestPipeline();
        using var leaving = new CancellationTokenSource();
        var script = new Script(Script.Hangs());

        var pending = test.CallAsync(script, cancellationToken: leaving.Token).AsTask();
        await leaving.CancelAsync();

        Assert.Equal("CANCELED", (await pending).Error.Code);
        Assert.Equal(1, script.Attempts);
    }

    /// <summary>Ways of a callback to say that the token it was given has ended its work, without throwing what a token throws.</summary>
    public static TheoryData<string> Ways => ["a result made at the edge", "a nested pipeline", "an error that is thrown", "an error of the other side"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_time_limit_that_the_callback_reports_as_a_cancellation_is_a_timeout_all_the_same(string way)
    {
        using var test = new TestPipeline(options =>
        {
            TestPipeline.RetriesAlone(options);
            options.AttemptTimeout = TimeSpan.FromSeconds(3);
        });
        var script = new Script(Stopped(test, way), Script.Gives(5));

        var pending = test.CallAsync(script, cancellationToken: Token).AsTask();
        test.Clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(5, (await pending).Value);
        Assert.Equal(2, script.Attempts);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task It_counts_against_the_dependency_and_keeps_its_cause(string way)
    {
        using var test = new TestPipeline(options =>
        {
            TestPipeline.BreakerAlone(1)(options);
            options.AttemptTimeout = TimeSpan.FromSeconds(3);
        });

        var pending = test.CallAsync(new Script(Stopped(test, way)), cancellationToken: Token).AsTask();
        test.Clock.Advance(TimeSpan.FromSeconds(3));
        var error = (await pending).Error;

        Assert.Equal("TIMEOUT", error.Code);
        Assert.NotNull(error.Cause);
        Assert.Equal(CircuitState.Open, test.Pipeline.CircuitState);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task It_is_answered_for_by_a_substitute(string way)
    {
        using var test = new TestPipeline(options =>
        {
            options.Retry.MaximumRetries = 0;
            options.AttemptTimeout = TimeSpan.FromSeconds(3);
        });

        var pending = test.Pipeline.ExecuteOrDegradeAsync(
            Idempotency.Idempotent,
            new Script(Stopped(test, way)),
            static (script, token) => script.NextAsync(token),
            static (_, _, _) => new ValueTask<Result<int>>(7),
            Token).AsTask();
        test.Clock.Advance(TimeSpan.FromSeconds(3));

        Assert.True((await pending).TryGetReason(out var reason));
        Assert.Equal("TIMEOUT", reason.Code);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_caller_that_leaves_is_still_told_apart_from_it(string way)
    {
        using var test = new TestPipeline(TestPipeline.BreakerAlone(1));
        using var leaving = new CancellationTokenSource();
        var script = new Script(Stopped(test, way));

        var pending = test.CallAsync(script, cancellationToken: leaving.Token).AsTask();
        await leaving.CancelAsync();

        Assert.Equal("CANCELED", (await pending).Error.Code);
        Assert.Equal(1, script.Attempts);
        Assert.Equal(CircuitState.Closed, test.Pipeline.CircuitState);
    }

    [Fact]
    public async Task A_cancellation_that_no_time_limit_has_made_stays_one()
    {
        using var test = new TestPipeline(TestPipeline.RetriesAlone);
        var script = new Script(Script.Gives(CommonErrors.Canceled()));

        Assert.Equal("CANCELED", (await test.CallAsync(script, cancellationToken: Token)).Error.Code);
        Assert.Equal(1, script.Attempts);
    }

    private static Func<CancellationToken, ValueTask<Result<int>>> Stopped(TestPipeline test, string way)
    {
        var map = test.Services.GetRequiredService<ExceptionMap>();
        var inner = new TestPipeline(TestPipeline.RetriesAlone).Pipeline;
        return way switch
        {
            "a nested pipeline" => token => inner.ExecuteAsync(Idempotency.Idempotent, Script.Hangs(), token),
            "an error that is thrown" => async token => (await HangAsync(token)).ValueOrThrow(),
            "an error of the other side" => async token =>
                (await HangAsync(token)).IsSuccess ? 0 : throw new ErrorException(ProblemReader.FromStatus(499)) { IsRemote = true },
            _ => async token => await HangAsync(token),
        };

        Task<Result<int>> HangAsync(CancellationToken token) => Result.TryAsync(map, static async token => (await Script.Hangs()(token)).Value, token);
    }
}
