namespace Platform.Errors.Resilience.Tests;

/// <summary>A dependency that answers by a script; the last line is repeated.</summary>
internal sealed class Script(params Func<CancellationToken, ValueTask<Result<int>>>[] lines)
{
    private int _attempts;

    public int Attempts => Volatile.Read(ref _attempts);

    public ValueTask<Result<int>> NextAsync(CancellationToken cancellationToken) =>
        lines[Math.Min(Interlocked.Increment(ref _attempts), lines.Length) - 1](cancellationToken);

    public static Func<CancellationToken, ValueTask<Result<int>>> Gives(Result<int> result) => _ => new(result);

    public static Func<CancellationToken, ValueTask<Result<int>>> Throws(Exception exception) => _ => throw exception;

    public static Func<CancellationToken, ValueTask<Result<int>>> FaultsLater(Exception exception) => async _ =>
    {
        await Task.Yield();
        throw exception;
    };

    /// <summary>Waits until it is told to stop.</summary>
    public static Func<CancellationToken, ValueTask<Result<int>>> Hangs() => async token =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        return 0;
    };
}
