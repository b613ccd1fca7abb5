using System.Diagnostics;

namespace Platform.Benchmarks.Gate.Sampling;

/// <summary>Reads clock, processor and allocation counters around a stretch of work; the clock innermost.</summary>
internal readonly struct Meter
{
    private readonly TimeSpan _processor;
    private readonly long _bytes;
    private readonly long _started;
    private readonly bool _wholeProcess;

    private Meter(bool wholeProcess)
    {
        _wholeProcess = wholeProcess;
        _processor = Environment.CpuUsage.TotalTime;
        _bytes = AllocatedBytes(wholeProcess);
        // The monotonic clock itself rather than a TimeProvider: nothing here is ever run on pretended time.
        _started = Stopwatch.GetTimestamp();
    }

    /// <param name="wholeProcess">Counts the bytes of all threads, for work that moves between threads; otherwise of this thread alone, exactly.</param>
    public static Meter Start(bool wholeProcess) => new(wholeProcess);

    public Sample Stop(int calls, int operationsPerCall)
    {
        var elapsed = Stopwatch.GetElapsedTime(_started);
        var bytes = AllocatedBytes(_wholeProcess) - _bytes;
        return new((long)calls * operationsPerCall, elapsed, Environment.CpuUsage.TotalTime - _processor, bytes);
    }

    private static long AllocatedBytes(bool wholeProcess)
        => wholeProcess ? GC.GetTotalAllocatedBytes(precise: true) : GC.GetAllocatedBytesForCurrentThread();
}
