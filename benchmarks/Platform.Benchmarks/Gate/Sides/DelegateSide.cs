using System.Runtime.CompilerServices;
using Platform.Benchmarks.Gate.Sampling;

namespace Platform.Benchmarks.Gate.Sides;

/// <summary>One thread calls a delegate in a loop.</summary>
internal sealed class DelegateSide<TState, TResult>(
    string name, Func<TState> setUp, Func<TState, TResult> operation, Func<TResult, object?> answer, int operationsPerCall) : Side(name)
{
    private TState? _state;
    private TResult? _last;

    internal override string Form => "a delegate";

    internal override ValueTask SetUpAsync(CancellationToken cancellationToken)
    {
        _state = setUp();
        return ValueTask.CompletedTask;
    }

    internal override ValueTask<object?> AnswerAsync(CancellationToken cancellationToken) => new(answer(operation(_state!)));

    internal override ValueTask<Sample> MeasureAsync(int calls, bool latencies, CancellationToken cancellationToken)
    {
        var meter = Meter.Start(wholeProcess: false);
        // The field escapes, so the work behind it cannot be thrown away.
        _last = Loop(operation, _state!, calls);
        return new(meter.Stop(calls, operationsPerCall));
    }

    internal override ValueTask TearDownAsync()
    {
        var state = _state;
        (_state, _last) = (default, default);
        return DisposeAsync(state);
    }

    // Compiled once and fully, without profile: a profile would see one side's lambda first, inline it behind a guard,
    // and leave the other side with the guard and an indirect call.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static TResult Loop(Func<TState, TResult> operation, TState state, int calls)
    {
        TResult last = default!;
        for (var call = 0; call < calls; call++)
            last = operation(state);
        return last;
    }
}
