using System.Diagnostics;
using System.Globalization;
using System.Threading.RateLimiting;

namespace Platform.Benchmarks.RateLimiting;

/// <summary>
/// A million keys. Each side is measured with the other gone: the peer walks over all of its keys ten times a second, which
/// would disturb ours.
/// </summary>
internal static class ManyKeys
{
    private const int Keys = 1_000_000;
    private const int Calls = 400_000;
    private const int Samples = 7;
    private const int WarmCalls = 100_000;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static ValueTask<(double Ours, double Peer)> NanosecondsAsync(CancellationToken cancellationToken) =>
        MeasureAsync(1, static (elapsed, calls) => elapsed.TotalNanoseconds / calls, cancellationToken);

    public static ValueTask<(double Ours, double Peer)> ThroughputOnTwoThreadsAsync(CancellationToken cancellationToken) =>
        MeasureAsync(2, static (elapsed, calls) => calls / elapsed.TotalSeconds, cancellationToken);

    /// <summary>Working set for each key, with a million of them in debt. The keys' own texts are garbage by then on both sides.</summary>
    public static ValueTask<(double Ours, double Peer)> BytesAsync(CancellationToken cancellationToken)
    {
        var ours = BytesOf(static () => new LocalGate(static policy => Policy(policy)), static (gate, key) => gate.Acquire(key));
        cancellationToken.ThrowIfCancellationRequested();
        var peer = BytesOf(TokenBucket, Partitioned.Acquire);
        return new((ours, peer));
    }

    public static async ValueTask<double> OurBytesAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        return BytesOf(static () => new LocalGate(static policy => Policy(policy)), static (gate, key) => gate.Acquire(key));
    }

    /// <summary>Processor time of the process, in per cent of one processor, while a million keys wait and nobody calls.</summary>
    public static async ValueTask<double> IdleProcessorAsync(CancellationToken cancellationToken)
    {
        using var gate = new LocalGate(static policy => Policy(policy));
        Fill(gate, static (gate, key) => gate.Acquire(key), Names());
        Settle();
        var length = TimeSpan.FromSeconds(2);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellationToken);
        var before = Environment.CpuUsage.TotalTime;
        await Task.Delay(length, TimeProvider.System, cancellationToken);
        var used = Environment.CpuUsage.TotalTime - before;
        GC.KeepAlive(gate);
        return used / length * 100;
    }

    private static void Policy(Platform.RateLimiting.RateLimitPolicyOptions policy)
    {
        policy.Limit(1_000, Hour);
        policy.KeyCapacity = Keys;
    }

    private static PartitionedRateLimiter<string> TokenBucket() => Partitioned.TokenBucket(1_000, Hour, 1_000);

    private static async ValueTask<(double Ours, double Peer)> MeasureAsync(int threads, Func<TimeSpan, int, double> figure, CancellationToken cancellationToken)
    {
        await Task.Yield();
        var names = Names();
        var ours = Measure(new LocalGate(static policy => Policy(policy)), static (gate, key) => gate.Acquire(key), names, threads, figure);
        cancellationToken.ThrowIfCancellationRequested();
        var peer = Measure(TokenBucket(), Partitioned.Acquire, names, threads, figure);
        return (ours, peer);
    }

    private static double Measure<TLimiter>(TLimiter limiter, Func<TLimiter, string, bool> acquire, string[] names, int threads, Func<TimeSpan, int, double> figure)
        where TLimiter : IDisposable
    {
        using (limiter)
        {
            Fill(limiter, acquire, names);
            Settle();
            var figures = Enumerable.Range(0, Samples).Select(sample => figure(Run(limiter, acquire, names, threads, sample), Calls * threads)).Skip(1).Order().ToArray();
            return figures[figures.Length / 2];
        }
    }

    private static TimeSpan Run<TLimiter>(TLimiter limiter, Func<TLimiter, string, bool> acquire, string[] names, int threads, int seed)
    {
        using var start = new Barrier(threads);
        var refused = 0;
        var spans = new (long Started, long Ended)[threads];
        var workers = Enumerable.Range(0, threads).Select(thread => new Thread(() =>
        {
            // A full-period walk over all keys, a different one for each thread and sample: no call is near the one before.
            var at = (uint)(seed * 7919 + thread * 104_729) % Keys;
            start.SignalAndWait();
            spans[thread].Started = Stopwatch.GetTimestamp();
            for (var call = 0; call < Calls; call++)
            {
                at = (at + 618_033) % Keys;
                if (!acquire(limiter, names[at]))
                    Interlocked.Increment(ref refused);
            }
            spans[thread].Ended = Stopwatch.GetTimestamp();
        })).ToArray();
        foreach (var worker in workers)
            worker.Start();
        foreach (var worker in workers)
            worker.Join();
        if (refused > 0)
            throw new InvalidOperationException($"{refused} calls were refused; all are within the limit.");
        return Stopwatch.GetElapsedTime(spans.Min(span => span.Started), spans.Max(span => span.Ended));
    }

    private static double BytesOf<TLimiter>(Func<TLimiter> make, Func<TLimiter, string, bool> acquire)
        where TLimiter : IDisposable
    {
        // What the code itself takes is not the keys'.
        using (var warm = make())
        {
            for (var i = 0; i < WarmCalls; i++)
                acquire(warm, Name(i));
        }
        Settle();
        var before = Environment.WorkingSet;
        using var limiter = make();
        for (var i = 0; i < Keys; i++)
            acquire(limiter, Name(i));
        Settle();
        return (Environment.WorkingSet - before) / (double)Keys;
    }

    private static void Fill<TLimiter>(TLimiter limiter, Func<TLimiter, string, bool> acquire, string[] names)
    {
        foreach (var name in names)
            acquire(limiter, name);
    }

    private static string[] Names() => [.. Enumerable.Range(0, Keys).Select(Name)];

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"consumer-{number:d7}");

#pragma warning disable RS0030 // A measurement: garbage of what came before must not be counted, and the heap must have given back what it can.
    private static void Settle()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
    }
#pragma warning restore RS0030
}
