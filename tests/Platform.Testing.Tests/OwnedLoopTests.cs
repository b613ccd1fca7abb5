using Microsoft.Extensions.Hosting;
using Xunit.Sdk;

namespace Platform.Testing.Tests;

/// <summary>Loops that keep their word pass; each way of breaking it is caught.</summary>
public sealed class OwnedLoopTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    /// <summary>For loops that hang on purpose.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    [Fact]
    [StopTestOf(typeof(Loop))]
    public async Task A_loop_that_heeds_the_request_passes()
    {
        using var loop = new Loop();

        await OwnedLoop.AssertStopsAsync(loop, () => loop.AtWork);

        Assert.True(loop.ExecuteTask!.IsCompleted);
    }

    [Fact]
    public async Task A_loop_that_waits_until_its_deadline_and_tells_what_it_dropped_passes()
    {
        using var loop = new Loop { HeedsRequest = false, Dropped = 3 };

        await OwnedLoop.AssertStopsAtDeadlineAsync(loop, () => loop.AtWork, Deadline, expectedDropped: 3, () => loop.Told);
    }

    [Fact]
    public async Task A_loop_that_ignores_the_request_is_caught()
    {
        using var loop = new Loop { HeedsRequest = false };

        await CaughtAsync("did not stop when asked to", () => OwnedLoop.AssertStopsAsync(loop, () => loop.AtWork, Short));
    }

    [Fact]
    public async Task A_loop_that_ignores_its_deadline_is_caught()
    {
        using var loop = new Loop { HeedsRequest = false, HeedsDeadline = false };

        await CaughtAsync("did not come back at its deadline", () => OwnedLoop.AssertStopsAtDeadlineAsync(loop, () => loop.AtWork, Deadline, 0, () => 0, Short));
    }

    [Fact]
    public async Task A_loop_that_says_too_little_about_what_it_dropped_is_caught()
    {
        using var loop = new Loop { HeedsRequest = false, Dropped = 2 };

        await CaughtAsync("dropped 3 and told of 2", () => OwnedLoop.AssertStopsAtDeadlineAsync(loop, () => loop.AtWork, Deadline, 3, () => loop.Told));
    }

    [Fact]
    public async Task A_test_of_a_deadline_that_never_comes_to_it_is_caught()
    {
        using var loop = new Loop();

        await CaughtAsync("shows nothing about the deadline", () => OwnedLoop.AssertStopsAtDeadlineAsync(loop, () => loop.AtWork, Deadline, 0, () => 0));
    }

    [Fact]
    public async Task A_loop_that_only_says_it_has_stopped_is_caught()
    {
        using var loop = new Loop { HeedsRequest = false, WaitsForWork = false };

        await CaughtAsync("its work goes on", () => OwnedLoop.AssertStopsAsync(loop, () => loop.AtWork));
    }

    [Fact]
    public async Task A_loop_that_never_comes_to_its_work_is_caught()
    {
        using var loop = new Loop();

        await CaughtAsync("did not come to its work", () => OwnedLoop.AssertStopsAsync(loop, () => new TaskCompletionSource().Task, Short));
        await loop.StopAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(4, "dropped 0 and told of 4")]
    public async Task Disposal_is_judged_by_what_was_told(long told, string? caught)
    {
        var loop = new Disposed(Task.CompletedTask);

        var judging = () => OwnedLoop.AssertDisposesAsync(loop, () => Task.CompletedTask, 0, () => told);

        await (caught is null ? judging() : CaughtAsync(caught, judging));
    }

    [Fact]
    public async Task Disposal_that_never_ends_is_caught_and_one_that_ends_with_its_deadline_passes()
    {
        var hanging = new TaskCompletionSource();

        await CaughtAsync("was not gone when disposed of", () => OwnedLoop.AssertDisposesAsync(new Disposed(hanging.Task), () => Task.CompletedTask, 0, () => 0, patience: Short));
        await OwnedLoop.AssertDisposesAsync(new Disposed(hanging.Task), () => Task.CompletedTask, 0, () => 0, letDeadlinePass: hanging.SetResult);
    }

    private static async Task CaughtAsync(string words, Func<Task> judging) =>
        Assert.Contains(words, (await Assert.ThrowsAnyAsync<XunitException>(judging)).Message, StringComparison.Ordinal);

    private sealed class Disposed(Task end) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => new(end);
    }

    private sealed class Loop : BackgroundService
    {
        private readonly TaskCompletionSource _atWork = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _never = new();

        public bool HeedsRequest { get; init; } = true;

        public bool HeedsDeadline { get; init; } = true;

        public bool WaitsForWork { get; init; } = true;

        public long Dropped { get; init; }

        public long Told { get; private set; }

        public Task AtWork => _atWork.Task;

        public override async Task StopAsync(CancellationToken cancellationToken)
        {
            if (WaitsForWork)
                await base.StopAsync(HeedsDeadline ? cancellationToken : CancellationToken.None);
            Told = Dropped;
        }

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            _atWork.SetResult();
            await _never.Task.WaitAsync(HeedsRequest ? stoppingToken : CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
