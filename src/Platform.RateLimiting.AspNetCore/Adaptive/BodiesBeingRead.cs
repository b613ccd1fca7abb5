using Platform.RateLimiting.Adaptive.Shedding;

namespace Platform.RateLimiting.AspNetCore.Adaptive;

/// <summary>How many bodies are being read before their requests have places, in all and of each consumer, by its bucket: each is memory that a stranger may keep for as long as he sends.</summary>
/// <param name="most">How many in all.</param>
internal sealed class BodiesBeingRead(int most)
{
    private readonly int _mostOfConsumer = Math.Max(1, most / 4);
    private readonly int[] _ofConsumer = new int[FairShares.Buckets];
    private int _all;

    public bool TryBegin(int bucket)
    {
        if (Interlocked.Increment(ref _all) <= most)
        {
            if (Interlocked.Increment(ref _ofConsumer[bucket]) <= _mostOfConsumer)
                return true;
            Interlocked.Decrement(ref _ofConsumer[bucket]);
        }
        Interlocked.Decrement(ref _all);
        return false;
    }

    public void End(int bucket)
    {
        Interlocked.Decrement(ref _ofConsumer[bucket]);
        Interlocked.Decrement(ref _all);
    }
}
