using FsCheck.Xunit;
using Platform.RateLimiting.Adaptive.Concurrency;
using Platform.RateLimiting.Adaptive.Shedding;

namespace Platform.RateLimiting.Tests.Adaptive;

public sealed class AdmissionQueueTests
{
    private const int Capacity = 12;

    private readonly List<int> _late = [];

    private sealed record Call(int Number);

    private AdmissionControl<Call> Control => new(new ConcurrencyController(1, 1, 1, 1), Capacity, 1, 1, 1, (call, outcome) =>
    {
        Assert.Equal(AdmissionOutcome.WaitedTooLong, outcome);
        _late.Add(call.Number);
    });

    /// <summary>The same as a list that is sorted again after each change.</summary>
    [Property(MaxTest = 1000)]
    public bool It_serves_in_the_order_of_a_sorted_list((byte What, byte Priority, byte Tag, byte Bucket)[] steps)
    {
        var queue = new AdmissionQueue<Call>(Capacity);
        List<WaitingCall<Call>> model = [];
        var control = Control;
        var number = 0;
        foreach (var (what, priority, tag, bucket) in steps)
        {
            if (what % 16 == 15)
            {
                // A number is also the time at which its call came.
                var than = number - tag % 8;
                _late.Clear();
                queue.TakeOlder(than, control);
                if (!_late.SequenceEqual(model.Where(call => call.Since < than).Select(call => call.Call.Number)))
                    return false;
                model.RemoveAll(call => call.Since < than);
            }
            else if (what % 4 == 0)
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

        queue.TakeOlder(than: 1, Control);
        Assert.Equal([0], _late);
        queue.TakeOlder(than: 1, Control);
        Assert.Equal([0], _late);
        Assert.Equal(3, queue.Count);
    }

    /// <summary>A queue of ten thousand that is too old as a whole: as many moves as calls, and while it is told of each it says how many are left.</summary>
    [Fact]
    public void A_full_queue_that_has_become_too_old_is_emptied_in_one_pass()
    {
        const int Many = 10_000;
        var queue = new AdmissionQueue<Call>(Many);
        List<int> left = [];
        var control = new AdmissionControl<Call>(new ConcurrencyController(1, 1, 1, 1), 1, 1, 1, 1, (_, _) => left.Add(queue.Count));
        for (var i = 0; i < Many; i++)
            queue.Add(new WaitingCall<Call>(new Call(i), LoadPriority.Normal, 0, i, Since: i % 2), newestFirst: false);

        queue.TakeOlder(than: 1, control);
        Assert.Equal(Enumerable.Range(0, Many / 2).Select(i => Many - 1 - i), left);
        Assert.True(queue.TryTakeFirst(out var first));
        Assert.Equal(1, first.Call.Number);
        queue.TakeOlder(than: 2, control);
        Assert.Equal(0, queue.Count);
        queue.Add(new WaitingCall<Call>(new Call(Many), LoadPriority.Normal, 0, 1, Since: 5), newestFirst: false);
        Assert.Equal(Many, queue.TakeLast().Call.Number);
    }
}

