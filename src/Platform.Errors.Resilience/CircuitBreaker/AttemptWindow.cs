namespace Platform.Errors.Resilience;

/// <summary>Attempts and failures of the recent past, in a ring of buckets of equal width.</summary>
/// <param name="width">Ticks in one bucket.</param>
internal sealed class AttemptWindow(long width)
{
    public const int Buckets = 10;

    private readonly Bucket[] _buckets = new Bucket[Buckets];

    public void Clear() => Array.Clear(_buckets);

    public void Add(long now, bool isFailure)
    {
        var epoch = Epoch(now);
        ref var bucket = ref _buckets[(int)(epoch % Buckets)];
        // What stands there is from an earlier turn of the ring.
        if (bucket.Epoch != epoch)
            bucket = new Bucket { Epoch = epoch };
        bucket.Attempts++;
        bucket.Failures += isFailure ? 1 : 0;
    }

    public (long Attempts, long Failures) Count(long now)
    {
        var oldest = Epoch(now) - Buckets + 1;
        var (attempts, failures) = (0L, 0L);
        foreach (ref readonly var bucket in _buckets.AsSpan())
        {
            if (bucket.Epoch >= oldest)
                (attempts, failures) = (attempts + bucket.Attempts, failures + bucket.Failures);
        }
        return (attempts, failures);
    }

    private long Epoch(long now) => now / width;

    private struct Bucket
    {
        public long Epoch;
        public int Attempts;
        public int Failures;
    }
}
