using Platform.Benchmarks.Gate.Sampling;

namespace Platform.Benchmarks.Gate.Sides;

/// <summary>The side is told how many operations to do and does them in its own way.</summary>
internal sealed class BatchSide<TState>(
    string name,
    Func<CancellationToken, ValueTask<TState>> setUp,
    Func<TState, Batch, CancellationToken, ValueTask> run,
    Func<TState, object?> answer,
    Func<TState, int, CancellationToken, ValueTask>? prepare,
    int? operations) : Side(name)
{
    private TState? _state;

    internal override string Form => operations is { } fixedNumber ? $"batches of {fixedNumber}" : "batches";

    internal override bool TellsOperationsApart => true;

    internal override bool BytesAreExact => false;

    internal override int? FixedCalls => operations;

    internal override async ValueTask SetUpAsync(CancellationToken cancellationToken) => _state = await setUp(cancellationToken);

    internal override async ValueTask<object?> AnswerAsync(CancellationToken cancellationToken)
    {
        await MeasureAsync(operations ?? 1, latencies: false, cancellationToken);
        return answer(_state!);
    }

    internal override async ValueTask<Sample> MeasureAsync(int calls, bool latencies, CancellationToken cancellationToken)
    {
        if (prepare is not null)
            await prepare(_state!, calls, cancellationToken);

        var batch = new Batch(calls, latencies);
        // After the yield this method's state machine stands, and waiting for the run allocates nothing inside the measurement.
        await Task.Yield();
        var meter = Meter.Start(wholeProcess: true);
        await run(_state!, batch, cancellationToken);
        var sample = meter.Stop(calls, operationsPerCall: 1);
        if (latencies && batch.Latencies is { Length: var recorded } && recorded != calls)
            throw new InvalidOperationException($"'{Name}' recorded {recorded} latencies of {calls} operations.");
        return sample.WithLatencies(batch.Latencies);
    }

    internal override ValueTask TearDownAsync()
    {
        var state = _state;
        _state = default;
        return DisposeAsync(state);
    }
}
