using System.Diagnostics;
using System.Runtime.CompilerServices;
using Platform.Benchmarks.Gate.Sampling;

namespace Platform.Benchmarks.Gate.Sides;

/// <summary>Threads of its own, started once and released together for every sample.</summary>
#pragma warning disable CA1001 // Its barriers live from set-up to tear-down, and tear-down disposes them.
internal sealed class ThreadsSide<TState, TResult> : Side
#pragma warning restore CA1001
{
    private readonly Func<TState> _setUp;
    private readonly Func<TState, int, TResult> _operation;
    private readonly Func<TResult, object?> _answer;
    private readonly Lane[] _lanes;
    private Barrier? _release;
    private Barrier? _done;
    private Thread[] _threads = [];
    private TState? _state;
    private int _callsPerThread;
    private volatile bool _stopping;

    public ThreadsSide(string name, int threads, Func<TState> setUp, Func<TState, int, TResult> operation, Func<TResult, object?> answer) : base(name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        (_setUp, _operation, _answer) = (setUp, operation, answer);
        _lanes = [.. Enumerable.Range(0, threads).Select(_ => new Lane())];
    }

    internal override string Form => $"{_lanes.Length} threads";

    internal override int LeastCalls => _lanes.Length;

    internal override ValueTask SetUpAsync(CancellationToken cancellationToken)
    {
        _state = _setUp();
        _stopping = false;
        _release = new Barrier(_lanes.Length + 1);
        _done = new Barrier(_lanes.Length + 1);
        _threads = [.. Enumerable.Range(0, _lanes.Length).Select(index => new Thread(() => Work(index)) { IsBackground = true })];
        foreach (var thread in _threads)
            thread.Start();
        return ValueTask.CompletedTask;
    }

    internal override ValueTask<object?> AnswerAsync(CancellationToken cancellationToken) => new(_answer(_operation(_state!, 0)));

    internal override ValueTask<Sample> MeasureAsync(int calls, bool latencies, CancellationToken cancellationToken)
    {
        _callsPerThread = calls / _lanes.Length;
        var processor = Environment.CpuUsage.TotalTime;
        _release!.SignalAndWait(CancellationToken.None);
        _done!.SignalAndWait(CancellationToken.None);
        processor = Environment.CpuUsage.TotalTime - processor;

        if (_lanes.Select(lane => lane.Failure).FirstOrDefault(failure => failure is not null) is { } failure)
            throw new InvalidOperationException($"'{Name}' failed on one of its threads: {failure.Message}", failure);

        // From the first to start to the last to end: how long the barrier takes to wake them is nobody's work.
        var elapsed = Stopwatch.GetElapsedTime(_lanes.Min(lane => lane.Started), _lanes.Max(lane => lane.Ended));
        return new(new Sample(_callsPerThread * _lanes.Length, elapsed, processor, _lanes.Sum(lane => lane.Bytes)));
    }

    internal override ValueTask TearDownAsync()
    {
        _stopping = true;
        if (_threads.Length > 0)
            _release!.SignalAndWait();
        foreach (var thread in _threads)
            thread.Join();
        _threads = [];
        _release?.Dispose();
        _done?.Dispose();
        foreach (var lane in _lanes)
            (lane.Last, lane.Failure) = (default, null);

        var state = _state;
        _state = default;
        return DisposeAsync(state);
    }

    private void Work(int index)
    {
        var lane = _lanes[index];
        while (true)
        {
            _release!.SignalAndWait();
            if (_stopping)
                return;

            var bytes = GC.GetAllocatedBytesForCurrentThread();
            lane.Started = Stopwatch.GetTimestamp();
            try
            {
                lane.Last = Loop(_operation, _state!, index, _callsPerThread);
            }
            catch (Exception failure)
            {
                lane.Failure = failure;
            }

            lane.Ended = Stopwatch.GetTimestamp();
            lane.Bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
            _done!.SignalAndWait();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static TResult Loop(Func<TState, int, TResult> operation, TState state, int thread, int calls)
    {
        TResult last = default!;
        for (var call = 0; call < calls; call++)
            last = operation(state, thread);
        return last;
    }

    private sealed class Lane
    {
        public long Started;
        public long Ended;
        public long Bytes;
        public TResult? Last;
        public Exception? Failure;
    }
}
