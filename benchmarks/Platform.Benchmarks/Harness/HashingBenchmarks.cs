using BenchmarkDotNet.Attributes;

namespace Platform.Benchmarks.Harness;

/// <summary>The same weights on BenchmarkDotNet's scale: its ratio and the gate's should agree.</summary>
[MemoryDiagnoser]
public class HashingBenchmarks
{
    private readonly HashingWork _work = new();

    [GlobalSetup]
    public void RequireSameAnswer()
    {
        if (Half() != All())
            throw new InvalidOperationException("The answers differ.");
    }

    [Benchmark]
    public ulong Half() => _work.Hash(8);

    [Benchmark(Baseline = true)]
    public ulong All() => _work.Hash(16);
}
