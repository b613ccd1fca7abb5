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
            Idempotency.Idempotent, static (error, _) => new ValueTask<Result>(error), (Result)TestErrors.Refused, Token);
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
            var pending = test.Pipeline.ExecuteAsync(Idempotency.Idempotent, static (result, _) => new ValueTask<Result>(result), Result.Success, token);
            if (!pending.IsCompletedSuccessfully || pending.Result.IsFailure)
                throw new InvalidOperationException("It did not succeed at once.");
        });
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
            async () => await test.Pipeline.ExecuteAsync(Idempotency.Idempotent, (Func<int, CancellationToken, ValueTask<Result>>)null!, 1, Token));
    }
}
