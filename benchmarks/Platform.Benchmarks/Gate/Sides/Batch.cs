namespace Platform.Benchmarks.Gate.Sides;

/// <summary>What one sample asks of a side that organises its own work.</summary>
public sealed class Batch
{
    private readonly long[]? _latencies;
    private int _recorded;

    internal Batch(int operations, bool latencies)
    {
        Operations = operations;
        _latencies = latencies ? new long[operations] : null;
    }

    /// <summary>How many operations to do.</summary>
    public int Operations { get; }

    /// <summary>The latencies recorded so far, in ticks of the stopwatch.</summary>
    internal long[]? Latencies => _latencies?[..Math.Min(_recorded, Operations)];

    /// <summary>
    /// Records how long one operation took, in ticks of <see cref="System.Diagnostics.Stopwatch"/>. Thread-safe; does nothing
    /// where no latency is judged.
    /// </summary>
    public void Record(long stopwatchTicks)
    {
        if (_latencies is null)
            return;

        var slot = Interlocked.Increment(ref _recorded) - 1;
        if (slot < _latencies.Length)
            _latencies[slot] = stopwatchTicks;
    }
}
