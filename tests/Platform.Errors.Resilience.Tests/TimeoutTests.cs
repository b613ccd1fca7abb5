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
}
