namespace Platform.RateLimiting.Adaptive.Shedding;

/// <summary>
/// Start-time fair queueing (Goyal, Vin, Cheng, 1996) over consumers hashed to buckets (McKenney's stochastic fairness, 1990): each call is
/// given the virtual time at which its consumer's share reaches it. Who has had little comes before who has had much, and a consumer that
/// was away for a while has nothing saved up. Memory is fixed; two consumers of one bucket share a share.
/// </summary>
internal sealed class FairShares
{
    /// <summary>What one call of mean duration takes of a consumer's share.</summary>
    public const long Unit = 1 << 10;

    public const int Buckets = 1 << 10;
    public const int Classes = (int)LoadPriority.Important + 1;

    private readonly long[] _finish = new long[Classes * Buckets];
    private readonly long[] _virtual = new long[Classes];

    public static int BucketOf(ulong consumer) => (int)(consumer & (Buckets - 1));

    /// <summary>The tag of the consumer's next call, which it takes.</summary>
    public long Take(LoadPriority priority, int bucket)
    {
        ref var finish = ref Finish(priority, bucket);
        var tag = Math.Max(_virtual[(int)priority], finish);
        finish = tag + Unit;
        return tag;
    }

    /// <summary>A call with this tag begins: virtual time is never before it.</summary>
    public void Begin(LoadPriority priority, long tag) => _virtual[(int)priority] = Math.Max(_virtual[(int)priority], tag);

    /// <summary>A call that was given a tag is not served.</summary>
    public void GiveBack(LoadPriority priority, int bucket) => Finish(priority, bucket) -= Unit;

    /// <summary>A call took so many times the mean duration: what it took beyond one unit is charged, at most 64 units, and what it took less is given back.</summary>
    public void Settle(LoadPriority priority, int bucket, double times) => Finish(priority, bucket) += (long)(Unit * (Math.Min(64, times) - 1));

    private ref long Finish(LoadPriority priority, int bucket) => ref _finish[(int)priority * Buckets + bucket];
}
