using Platform.Benchmarks.Gate.Sampling;

namespace Platform.Benchmarks.Gate.Sides;

/// <summary>
/// One contestant of a row: how its state is made, the operation that is measured, and the answer that shows it did the work.
/// All sides of a row are of the same form, so that being called costs each of them the same.
/// </summary>
/// <remarks>State that is disposable is disposed after the row.</remarks>
public abstract class Side
{
    private protected Side(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
    }

    public string Name { get; }

    /// <summary>How the operation is called, in words; equal for all sides of a row.</summary>
    internal abstract string Form { get; }

    /// <summary>Whether latencies of single operations can be had.</summary>
    internal virtual bool TellsOperationsApart => false;

    /// <summary>Whether bytes are counted on the measured threads alone, and so are exact; otherwise the whole process is counted.</summary>
    internal virtual bool BytesAreExact => true;

    /// <summary>Calls come in multiples of this.</summary>
    internal virtual int LeastCalls => 1;

    /// <summary>Calls in every sample, where the side cannot be given another number.</summary>
    internal virtual int? FixedCalls => null;

    internal abstract ValueTask SetUpAsync(CancellationToken cancellationToken);

    internal abstract ValueTask<object?> AnswerAsync(CancellationToken cancellationToken);

    internal abstract ValueTask<Sample> MeasureAsync(int calls, bool latencies, CancellationToken cancellationToken);

    internal abstract ValueTask TearDownAsync();

    /// <summary>A synchronous operation on one thread.</summary>
    /// <param name="name">Who this is.</param>
    /// <param name="setUp">Makes the state, outside the measurement.</param>
    /// <param name="operation">What is measured; a static lambda, so that nothing is captured per call.</param>
    /// <param name="answer">What is compared with the other side's; the result itself when left out.</param>
    /// <param name="operationsPerCall">Operations that one call does in a loop of its own, where an operation is not much longer than a call.</param>
    public static Side Of<TState, TResult>(
        string name, Func<TState> setUp, Func<TState, TResult> operation, Func<TResult, object?>? answer = null, int operationsPerCall = 1)
        => new DelegateSide<TState, TResult>(name, setUp, operation, answer ?? Itself, operationsPerCall);

    /// <summary>An asynchronous operation, awaited by one caller after another or by several at once.</summary>
    /// <param name="name">Who this is.</param>
    /// <param name="setUp">Makes the state, outside the measurement.</param>
    /// <param name="operation">What is measured; gets the number of its caller.</param>
    /// <param name="answer">What is compared with the other side's; the result itself when left out.</param>
    /// <param name="callers">How many callers call at once, each awaiting its own.</param>
    public static Side OfAsync<TState, TResult>(
        string name,
        Func<CancellationToken, ValueTask<TState>> setUp,
        Func<TState, int, CancellationToken, ValueTask<TResult>> operation,
        Func<TResult, object?>? answer = null,
        int callers = 1)
        => new CallersSide<TState, TResult>(name, setUp, operation, answer ?? Itself, callers);

    /// <summary>A synchronous operation on several threads at once, on one shared state.</summary>
    /// <param name="name">Who this is.</param>
    /// <param name="threads">How many threads.</param>
    /// <param name="setUp">Makes the shared state, outside the measurement.</param>
    /// <param name="operation">What is measured; gets the number of its thread.</param>
    /// <param name="answer">What is compared with the other side's; the result itself when left out.</param>
    public static Side OnThreads<TState, TResult>(
        string name, int threads, Func<TState> setUp, Func<TState, int, TResult> operation, Func<TResult, object?>? answer = null)
        => new ThreadsSide<TState, TResult>(name, threads, setUp, operation, answer ?? Itself);

    /// <summary>Work that organises itself: a queue to drain, a pipeline to fill, whatever is not one call after another.</summary>
    /// <param name="name">Who this is.</param>
    /// <param name="setUp">Makes the state, outside the measurement.</param>
    /// <param name="run">Does the batch's operations and comes back when all are done; may record a latency for each.</param>
    /// <param name="answer">What is compared with the other side's, after one run.</param>
    /// <param name="prepare">Makes ready for a batch, outside the measurement.</param>
    /// <param name="operations">Operations in every batch; left out, the batch is sized so that a sample takes some milliseconds.</param>
    public static Side InBatches<TState>(
        string name,
        Func<CancellationToken, ValueTask<TState>> setUp,
        Func<TState, Batch, CancellationToken, ValueTask> run,
        Func<TState, object?> answer,
        Func<TState, int, CancellationToken, ValueTask>? prepare = null,
        int? operations = null)
        => new BatchSide<TState>(name, setUp, run, answer, prepare, operations);

    private protected static async ValueTask DisposeAsync(object? state)
    {
        if (state is IAsyncDisposable later)
            await later.DisposeAsync();
        else if (state is IDisposable now)
            now.Dispose();
    }

    private static object? Itself<TResult>(TResult result) => result;
}
