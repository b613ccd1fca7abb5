using FsCheck.Xunit;
using Platform.RateLimiting.Adaptive.Shedding;

namespace Platform.RateLimiting.Tests.Adaptive;

public sealed class AdmissionQueueTests
{
    private const int Capacity = 12;

    private sealed record Call(int Number);

    /// <summary>The same as a list that is sorted again after each change.</summary>
    [Property(MaxTest = 1000)]
    public bool It_serves_in_the_order_of_a_sorted_list((byte What, byte Priority, byte Tag, byte Bucket)[] steps)
    {
        var queue = new AdmissionQueue<Call>(Capacity);
        List<WaitingCall<Call>> model = [];
        var number = 0;
        foreach (var (what, priority, tag, bucket) in steps)
        {
            if (what % 4 == 0)
            {
                var taken = queue.TryTakeFirst(out var first);
                if (taken != model.Count > 0 || (taken && first != model[0]))
                    return false;
                model.RemoveRange(0, taken ? 1 : 0);
            }
            else if (what % 4 == 1 && model.Count > 0)
            {
                if (queue.Last != model[^1] || queue.TakeLast() != model[^1])
                    return false;
                model.RemoveAt(model.Count - 1);
            }
            else if (what % 4 == 2 && model.Count > 0)
            {
                var victim = model[tag % model.Count];
                if (!queue.TryRemove(victim.Call, out var removed) || removed != victim || queue.TryRemove(victim.Call, out _))
                    return false;
                model.Remove(victim);
            }
            else if (!queue.IsFull)
            {
                var call = new WaitingCall<Call>(new Call(number++), (LoadPriority)(priority % 3), bucket % 3, tag % 8, number);
                queue.Add(call, newestFirst: false);
                var behind = model.FindIndex(other => call.IsBefore(other));
                model.Insert(behind < 0 ? model.Count : behind, call);
            }
            if (queue.Count != model.Count || queue.IsFull != (model.Count == Capacity))
                return false;
        }
        return true;
    }

    /// <summary>Whatever is served first of a consumer, its places among the others stay the same.</summary>
    [Property(MaxTest = 500)]
    public bool Newest_first_changes_who_of_a_consumer_is_served_and_not_which_consumer((byte Tag, byte Bucket)[] calls)
    {
        var (oldest, newest) = (new AdmissionQueue<Call>(300), new AdmissionQueue<Call>(300));
        Dictionary<int, long> tags = [];
        var number = 0;
        foreach (var (step, bucket) in calls.Take(300))
        {
            var tag = tags[bucket % 4] = tags.GetValueOrDefault(bucket % 4) + step;
            var call = new WaitingCall<Call>(new Call(number++), LoadPriority.Normal, bucket % 4, tag, number);
            oldest.Add(call, newestFirst: false);
            newest.Add(call, newestFirst: true);
        }
        Dictionary<int, int> lastOfBucket = [];
        while (oldest.TryTakeFirst(out var one))
        {
            if (!newest.TryTakeFirst(out var other) || (one.Bucket, one.Tag) != (other.Bucket, other.Tag))
                return false;
            if (lastOfBucket.TryGetValue(other.Bucket, out var later) && other.Call.Number > later)
                return false;
            lastOfBucket[other.Bucket] = other.Call.Number;
        }
        return newest.Count == 0;
    }

    [Fact]
    public void Those_who_wait_too_long_are_found_whatever_their_place()
    {
        var queue = new AdmissionQueue<Call>(4);
        for (var i = 0; i < 4; i++)
            queue.Add(new WaitingCall<Call>(new Call(i), LoadPriority.Normal, 0, 4 - i, Since: i), newestFirst: false);

        Assert.True(queue.TryTakeOlder(than: 1, out var late));
        Assert.Equal(0, late.Call.Number);
        Assert.False(queue.TryTakeOlder(than: 1, out _));
        Assert.Equal(3, queue.Count);
    }
}

