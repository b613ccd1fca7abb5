using System.Diagnostics;
using Platform.Benchmarks.Gate.Sampling;

namespace Platform.Benchmarks.Gate.Sides;

/// <summary>Asynchronous callers, each awaiting its own operations one after another.</summary>
internal sealed class CallersSide<TState, TResult> : Side
{
    private readonly Func<CancellationToken, ValueTask<TState>> _setUp;
    private readonly Func<TState, int, CancellationToken, ValueTask<TResult>> _operation;
    private readonly Func<TResult, object?> _answer;
    private readonly TResult?[] _last;
    private TState? _state;

    public CallersSide(
        string name,
        Func<CancellationToken, ValueTask<TState>> setUp,
        Func<TState, int, CancellationToken, ValueTask<TResult>> operation,
        Func<TResult, object?> answer,
        int callers) : base(name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(callers, 1);
        (_setUp, _operation, _answer, _last) = (setUp, operation, answer, new TResult?[callers]);
    }

    internal override string Form => _last.Length == 1 ? "one asynchronous caller" : $"{_last.Length} asynchronous callers";

    internal override bool TellsOperationsApart => true;

    internal override bool BytesAreExact => false;

    internal override int LeastCalls => _last.Length;

    internal override async ValueTask SetUpAsync(CancellationToken cancellationToken) => _state = await _setUp(cancellationToken);

    internal override async ValueTask<object?> AnswerAsync(CancellationToken cancellationToken)
        => _answer(await _operation(_state!, 0, cancellationToken));

    internal override async ValueTask<Sample> MeasureAsync(int calls, bool latencies, CancellationToken cancellationToken)
    {
        var perCaller = calls / _last.Length;
        var run = new Run(perCaller, _last.Length, latencies ? new long[perCaller * _last.Length] : null);
        // All that waiting allocates is allocated here, before the meter starts: the callers' state machines stand when they
        // wait at the gate, and this method's own stands after the yield. The meter is stopped by the last caller itself.
        var all = Task.WhenAll(Enumerable.Range(0, _last.Length).Select(caller => CallAsync(run, caller, cancellationToken)));
        await Task.Yield();
        run.Meter = Meter.Start(wholeProcess: true);
        run.Gate.SetResult();
        await all;
        return run.Sample.WithLatencies(run.Latencies);
    }

    internal override ValueTask TearDownAsync()
    {
        var state = _state;
        _state = default;
        Array.Clear(_last);
        return DisposeAsync(state);
    }

    private async Task CallAsync(Run run, int caller, CancellationToken cancellationToken)
    {
        await run.Gate.Task;
        var (state, operation, first) = (_state!, _operation, caller * run.PerCaller);
        for (var call = 0; call < run.PerCaller; call++)
        {
            var started = run.Latencies is null ? 0 : Stopwatch.GetTimestamp();
            _last[caller] = await operation(state, caller, cancellationToken);
            if (run.Latencies is not null)
                run.Latencies[first + call] = Stopwatch.GetTimestamp() - started;
        }

        run.Arrive();
    }

    private sealed class Run(int perCaller, int callers, long[]? latencies)
    {
        private readonly int _calls = perCaller * callers;
        private int _calling = callers;

        public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public int PerCaller => perCaller;
        public long[]? Latencies => latencies;
        public Meter Meter { get; set; }
        public Sample Sample { get; private set; }

        public void Arrive()
        {
            if (Interlocked.Decrement(ref _calling) == 0)
                Sample = Meter.Stop(_calls, operationsPerCall: 1);
        }
    }
}
