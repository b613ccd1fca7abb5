using Platform.Testing;

namespace Platform.Errors.Resilience.Tests;

public sealed class OverloadTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_without_a_state_is_repeated_like_any_other(bool isAsynchronous)
    {
        using var test = new TestPipeline(TestPipeline.RetriesAlone);
        var attempts = 0;

        var result = await test.Pipeline.ExecuteAsync(Idempotency.Idempotent, async token =>
        {
            if (isAsynchronous)
                await Task.Yield();
            return ++attempts < 3 ? TestErrors.Down : Result.Of(token.CanBeCanceled);
        }, Token);

        Assert.True(result.Value);
        Assert.Equal(3, attempts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_without_a_value_is_repeated_like_any_other(bool isAsynchronous)
    {
        using var test = new TestPipeline(TestPipeline.RetriesAlone);
        var attempts = 0;

        var done = await test.Pipeline.ExecuteAsync(Idempotency.Idempotent, NextAsync, Token);
        var refused = await test.Pipeline.ExecuteAsync(
            Idempotency.Idempotent, (Result)TestErrors.Refused, static (error, _) => new ValueTask<Result>(error), Token);
        var thrown = await test.Pipeline.ExecuteAsync(Idempotency.NotIdempotent, static ValueTask<Result> (_) => throw new TimeoutException(), Token);

        Assert.Equal(Result.Success, done);
        Assert.Equal(3, attempts);
        Assert.Equal(TestErrors.Refused, refused.Error);
        Assert.Equal("TIMEOUT", thrown.Error.Code);

        async ValueTask<Result> NextAsync(CancellationToken token)
        {
            if (isAsynchronous)
                await Task.Yield();
            return ++attempts < 3 ? TestErrors.Down : Result.Success;
        }
    }

    [Fact]
    public void A_call_without_a_value_that_succeeds_at_once_allocates_nothing()
    {
        var token = Token;
        using var test = new TestPipeline(clock: TimeProvider.System);

        AllocationMeter.AssertAllocatesNothing(() =>
        {
            var pending = test.Pipeline.ExecuteAsync(Idempotency.Idempotent, Result.Success, static (result, _) => new ValueTask<Result>(result), token);
            if (!pending.IsCompletedSuccessfully || pending.Result.IsFailure)
                throw new InvalidOperationException("It did not succeed at once.");
        });
    }

    [Fact]
    public async Task A_callback_may_give_a_task()
    {
        using var test = new TestPipeline(TestPipeline.RetriesAlone);
        var client = new TaskClient();

        var found = await test.Pipeline.ExecuteAsync(Idempotency.Idempotent, client.FindAsync, Token);
        var foundByState = await test.Pipeline.ExecuteAsync(Idempotency.Idempotent, client, static (client, token) => client.FindAsync(token), Token);
        var done = await test.Pipeline.ExecuteAsync(Idempotency.Idempotent, client.DeleteAsync, Token);
        var doneByState = await test.Pipeline.ExecuteAsync(Idempotency.Idempotent, client, static (client, token) => client.DeleteAsync(token), Token);

        Assert.Equal((5, 5), (found.Value, foundByState.Value));
        Assert.Equal((Result.Success, Result.Success), (done, doneByState));
        // Each of the four fails once before it succeeds.
        Assert.Equal(8, client.Calls);
    }

    [Fact]
    public async Task A_lambda_that_fits_both_gives_a_value_task()
    {
        using var test = new TestPipeline();

        // It compiles: that it does is what is tested.
        var plain = await test.Pipeline.ExecuteAsync(Idempotency.Idempotent, async token =>
        {
            await Task.Yield();
            return Result.Of(token.CanBeCanceled);
        }, Token);
        var thrown = await test.Pipeline.ExecuteAsync<int>(Idempotency.NotIdempotent, _ => throw new TimeoutException(), Token);
        var degraded = await test.Pipeline.ExecuteOrDegradeAsync(
            Idempotency.NotIdempotent,
            async _ => await Task.FromResult<Result<int>>(TestErrors.Broken),
            async (_, _) => await Task.FromResult(Result.Of(7)),
            Token);

        Assert.True(plain.Value);
        Assert.Equal("TIMEOUT", thrown.Error.Code);
        Assert.True(degraded.IsDegraded);
    }

    [Fact]
    public async Task A_substitute_needs_no_state()
    {
        using var test = new TestPipeline(TestPipeline.RetriesAlone);
        var seen = new List<string>();

        var values = await test.Pipeline.ExecuteOrDegradeAsync(
            Idempotency.NotIdempotent, static _ => new ValueTask<Result<int>>(TestErrors.Down), (error, _) => new ValueTask<Result<int>>(Seen(error)), Token);
        var tasks = await test.Pipeline.ExecuteOrDegradeAsync(
            Idempotency.NotIdempotent,
            static _ => Task.FromResult<Result<int>>(TestErrors.Down),
            (error, _) => Task.FromResult<Result<int>>(Seen(error)),
            Token);
        var tasksByState = await test.Pipeline.ExecuteOrDegradeAsync(
            Idempotency.NotIdempotent,
            (Func<Error, int>)Seen,
            static (_, _) => Task.FromResult<Result<int>>(TestErrors.Down),
            static (state, error, _) => Task.FromResult<Result<int>>(state(error)),
            Token);

        foreach (var answer in new[] { values, tasks, tasksByState })
        {
            Assert.True(answer.IsDegraded);
            Assert.Equal(7, answer.Result.Value);
        }
        Assert.Equal(["DOWN", "DOWN", "DOWN"], seen);

        int Seen(Error error)
        {
            seen.Add(error.Code);
            return 7;
        }
    }

    [Fact]
    public async Task There_is_no_call_without_a_callback()
    {
        using var test = new TestPipeline();

        await Assert.ThrowsAsync<ArgumentNullException>(
            async () => await test.Pipeline.ExecuteAsync(Idempotency.Idempotent, (Func<CancellationToken, ValueTask<Result>>)null!, Token));
        await Assert.ThrowsAsync<ArgumentNullException>(
            async () => await test.Pipeline.ExecuteAsync(Idempotency.Idempotent, (Func<CancellationToken, ValueTask<Result<int>>>)null!, Token));
        await Assert.ThrowsAsync<ArgumentNullException>(
            async () => await test.Pipeline.ExecuteAsync(Idempotency.Idempotent, 1, (Func<int, CancellationToken, ValueTask<Result>>)null!, Token));
        await Assert.ThrowsAsync<ArgumentNullException>(
            async () => await test.Pipeline.ExecuteAsync(Idempotency.Idempotent, (Func<CancellationToken, Task<Result>>)null!, Token));
        await Assert.ThrowsAsync<ArgumentNullException>(
            async () => await test.Pipeline.ExecuteAsync(Idempotency.Idempotent, (Func<CancellationToken, Task<Result<int>>>)null!, Token));
        await Assert.ThrowsAsync<ArgumentNullException>(
            async () => await test.Pipeline.ExecuteAsync(Idempotency.Idempotent, 1, (Func<int, CancellationToken, Task<Result>>)null!, Token));
        await Assert.ThrowsAsync<ArgumentNullException>(
            async () => await test.Pipeline.ExecuteAsync(Idempotency.Idempotent, 1, (Func<int, CancellationToken, Task<Result<int>>>)null!, Token));
    }

    /// <summary>Fails every other time.</summary>
    private sealed class TaskClient
    {
        public int Calls { get; private set; }

        public async Task<Result<int>> FindAsync(CancellationToken token)
        {
            await Task.Yield();
            return ++Calls % 2 == 0 ? 5 : TestErrors.Down;
        }

        public async Task<Result> DeleteAsync(CancellationToken token)
        {
            await Task.Yield();
            return ++Calls % 2 == 0 ? Result.Success : TestErrors.Down;
        }
    }
}
