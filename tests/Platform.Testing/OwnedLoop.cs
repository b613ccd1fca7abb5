using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Platform.Testing;

/// <summary>Starts a loop, stops it as a host would, and asserts that it ends in time and tells what it left undone.</summary>
/// <remarks>
/// Deadlines run on a <see cref="FakeTimeProvider"/>, so none is waited for. The patience is real time and only turns a loop that
/// hangs into a failed test; a loop that keeps its word never uses it up.
/// </remarks>
public static class OwnedLoop
{
    /// <summary>For how long a step may take in real time before the loop is taken to hang, unless a test says otherwise.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Passes when the loop, asked to stop in the middle of its work, finishes before any deadline.</summary>
    /// <param name="loop">The loop, not yet started.</param>
    /// <param name="untilAtWork">Completes when the loop is in the middle of its work, which then must not hold it up for good.</param>
    /// <param name="patience">How long a step may take; <see cref="Patience"/> by default.</param>
    /// <returns>A task that ends when the loop has.</returns>
    public static async Task AssertStopsAsync(IHostedService loop, Func<Task> untilAtWork, TimeSpan? patience = null)
    {
        await StartAsync(loop, untilAtWork, patience);

        await InTimeAsync(loop.StopAsync(CancellationToken.None), "did not stop when asked to", patience);

        AssertEnded(loop);
    }

    /// <summary>
    /// Passes when the loop, whose work does not end by itself, comes back once the deadline has passed, and has told how many
    /// items it dropped.
    /// </summary>
    /// <param name="loop">The loop, not yet started.</param>
    /// <param name="untilAtWork">Completes when the loop is in the middle of work that does not end.</param>
    /// <param name="deadline">How long the host waits.</param>
    /// <param name="expectedDropped">How many items cannot be finished.</param>
    /// <param name="reportedDropped">How many the loop told of, in a log event or on a counter.</param>
    /// <param name="patience">How long a step may take; <see cref="Patience"/> by default.</param>
    /// <returns>A task that ends when the loop has come back.</returns>
    public static async Task AssertStopsAtDeadlineAsync(
        IHostedService loop, Func<Task> untilAtWork, TimeSpan deadline, long expectedDropped, Func<long> reportedDropped, TimeSpan? patience = null)
    {
        ArgumentNullException.ThrowIfNull(reportedDropped);
        await StartAsync(loop, untilAtWork, patience);
        var clock = new FakeTimeProvider();
        using var passed = new CancellationTokenSource(deadline, clock);

        var stopping = loop.StopAsync(passed.Token);
        Assert.False(stopping.IsCompleted, $"{loop.GetType().Name} stopped before its deadline, so this shows nothing about the deadline: its work has to last.");
        clock.Advance(deadline);
        await InTimeAsync(stopping, "did not come back at its deadline", patience);

        AssertDropped(loop, expectedDropped, reportedDropped);
    }

    /// <summary>Passes when a loop that is ended by being disposed of is gone in time and has told how many items it dropped.</summary>
    /// <param name="loop">The loop, running.</param>
    /// <param name="untilAtWork">Completes when the loop is in the middle of its work.</param>
    /// <param name="expectedDropped">How many items cannot be finished.</param>
    /// <param name="reportedDropped">How many the loop told of.</param>
    /// <param name="letDeadlinePass">Moves the clock that the loop was given past its own deadline; left out where it needs none.</param>
    /// <param name="patience">How long a step may take; <see cref="Patience"/> by default.</param>
    /// <returns>A task that ends when the loop has.</returns>
    public static async Task AssertDisposesAsync(
        IAsyncDisposable loop, Func<Task> untilAtWork, long expectedDropped, Func<long> reportedDropped, Action? letDeadlinePass = null, TimeSpan? patience = null)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(untilAtWork);
        ArgumentNullException.ThrowIfNull(reportedDropped);
        await InTimeAsync(untilAtWork(), "did not come to its work", patience);

        var disposing = loop.DisposeAsync().AsTask();
        letDeadlinePass?.Invoke();
        await InTimeAsync(disposing, "was not gone when disposed of", patience);

        AssertDropped(loop, expectedDropped, reportedDropped);
    }

    private static async Task StartAsync(IHostedService loop, Func<Task> untilAtWork, TimeSpan? patience)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(untilAtWork);
        await InTimeAsync(loop.StartAsync(CancellationToken.None), "did not start", patience);
        await InTimeAsync(untilAtWork(), "did not come to its work", patience);
    }

    private static async Task InTimeAsync(Task step, string failure, TimeSpan? patience)
    {
        try
        {
            await step.WaitAsync(patience ?? Patience, TimeProvider.System, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException) when (!step.IsCompleted)
        {
            Assert.Fail($"The loop {failure}, and was given up after {patience ?? Patience}.");
        }
    }

    private static void AssertEnded(IHostedService loop)
    {
        if (loop is BackgroundService { ExecuteTask: { } work })
            Assert.True(work.IsCompleted, $"{loop.GetType().Name} says that it has stopped, and its work goes on.");
    }

    private static void AssertDropped(object loop, long expected, Func<long> reported) =>
        Assert.True(reported() == expected, $"{loop.GetType().Name} dropped {expected} and told of {reported()}.");
}
