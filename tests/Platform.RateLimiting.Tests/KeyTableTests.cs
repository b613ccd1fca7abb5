using FsCheck;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using Platform.RateLimiting.Gcra;
using Platform.Testing;

namespace Platform.RateLimiting.Tests;

public sealed class KeyTableTests
{
    private const long Second = GcraClock.TicksPerSecond;

    private readonly FakeTimeProvider _time = new();
    private readonly GcraClock _clock;

    public KeyTableTests() => _clock = new GcraClock(_time);

    private KeyTable Table(int keys, WhenFull whenFull = WhenFull.ShareBucket) => new(keys, whenFull, _clock);

    /// <summary>Spreads small numbers as a hash would.</summary>
    private static ulong Tag(ulong number)
    {
        number = (number ^ number >> 30) * 0xbf58476d1ce4e5b9;
        number = (number ^ number >> 27) * 0x94d049bb133111eb;
        return number ^ number >> 31;
    }

    [Property(MaxTest = 300)]
    public bool It_decides_for_each_key_as_if_it_had_the_clock_to_itself((byte Key, byte Gap, byte Cost)[] calls)
    {
        var table = Table(400);
        var rate = GcraRate.TryCreate(10, TimeSpan.FromSeconds(1), 7)!.Value;
        Dictionary<byte, long> model = [];
        foreach (var (key, gap, cost) in calls)
        {
            _time.Advance(TimeSpan.FromMilliseconds(gap));
            var take = cost % rate.Burst + 1;
            var expected = GcraRate.Conforms(model.GetValueOrDefault(key), _clock.Now, take * rate.EmissionInterval, rate.Tolerance, out var next);
            var taken = table.TryTake(Tag(key), _clock.Now, take * rate.EmissionInterval, rate.Tolerance, out var arrival);
            if (expected)
                model[key] = next;
            if ((taken == Taken.FromKey) != expected || arrival != model[key])
                return false;
        }
        return true;
    }

    /// <summary>Debts, costs and bursts around the lag of the coarse clock, which is where it could matter.</summary>
    [Property(MaxTest = 2000)]
    public bool What_is_decided_by_a_time_that_is_about_right_is_what_the_exact_time_decides(ulong tag, byte owed, byte cost, byte burst, ushort lag)
    {
        const long Step = GcraClock.Lag / 32;
        var table = Table(10);
        var (increment, tolerance) = (1 + cost * Step, Math.Max(1 + cost * Step, burst * Step));
        table.TryTake(tag, _clock.Now, 1 + owed * Step, long.MaxValue / 2, out var before);
        var now = _clock.Now;
        var lately = now - GcraClock.Lag * lag / (ushort.MaxValue + 1);
        var conforms = GcraRate.Conforms(before, now, increment, tolerance, out var next);

        return table.TryTakeAtOnce(tag, lately, increment, tolerance, out var sight) switch
        {
            AtOnce.Taken => conforms && sight.Arrival == next && table.Read(tag) == next,
            AtOnce.Refused => !conforms && sight.Arrival == before && table.Read(tag) == before,
            _ => table.Read(tag) == before && (owed <= 65 || Math.Abs(before + increment - now - tolerance) <= GcraClock.Lag),
        };
    }

    [Fact]
    public void About_a_key_that_has_no_slot_a_time_that_is_about_right_says_nothing()
    {
        var table = Table(10);

        Assert.Equal(AtOnce.Unknown, table.TryTakeAtOnce(0, _clock.Now, 1, Second, out var sight));
        Assert.False(table.TrySwap(sight, Second));
        Assert.Equal(0, table.EstimateLiveKeys());
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL)]
    [InlineData(ulong.MaxValue)]
    public void Every_hash_is_a_key(ulong tag)
    {
        var table = Table(10);

        Assert.Equal(Taken.FromKey, table.TryTake(tag, _clock.Now, Second, Second, out _));
        Assert.Equal(Taken.No, table.TryTake(tag, _clock.Now, Second, Second, out var arrival));
        Assert.Equal(arrival, table.Read(tag));
    }

    [Fact]
    public void Of_a_table_that_is_filled_to_its_capacity_fewer_than_one_key_in_ten_thousand_has_no_place()
    {
        var table = Table(200_000);

        for (ulong key = 0; key < 200_000; key++)
            table.TryTake(Tag(key), _clock.Now, Second, Second, out _);

        Assert.InRange(table.SharedTakes, 0, 20);
        Assert.InRange(table.EstimateLiveKeys(), 190_000, 210_000);
        Assert.InRange(table.Bytes / 200_000.0, 0, 22);
    }

    [Fact]
    public void Slots_whose_time_has_passed_are_used_again_without_anybody_sweeping()
    {
        var table = Table(1_000);
        for (ulong round = 0; round < 50; round++)
        {
            for (ulong key = 0; key < 600; key++)
                Assert.Equal(Taken.FromKey, table.TryTake(Tag(round * 1_000 + key), _clock.Now, Second, Second, out _));
            _time.Advance(TimeSpan.FromSeconds(1.1));
            Assert.Equal(0, table.EstimateLiveKeys());
        }
        Assert.Equal(0, table.SharedTakes);
    }

    [Fact]
    public void Keys_without_a_place_share_buckets_and_nobody_gets_more_than_the_limit()
    {
        var table = Table(16);
        const int Burst = 5;
        Dictionary<ulong, int> admitted = [];
        for (var round = 0; round < 20; round++)
        {
            for (ulong key = 0; key < 10_000; key++)
            {
                if (table.TryTake(Tag(key), _clock.Now, Second, Burst * Second, out _) != Taken.No)
                    admitted[key] = admitted.GetValueOrDefault(key) + 1;
            }
        }

        Assert.True(table.SharedTakes > 0);
        Assert.Equal(0, table.Evictions);
        Assert.All(admitted.Values, count => Assert.InRange(count, 1, Burst));
        // Ten thousand keys want in; those with a place have their five, all others have five together in each shared bucket.
        Assert.InRange(admitted.Values.Sum(), 1024 * Burst / 2, (1024 + 32) * Burst);
    }

    [Fact]
    public void Who_gets_a_place_while_others_share_a_bucket_does_not_get_a_second_burst()
    {
        var table = Table(16);
        const int Burst = 5;
        for (ulong key = 0; key < 500; key++)
            table.TryTake(Tag(key), _clock.Now, 3 * Second, Burst * Second, out _);
        var homeless = Enumerable.Range(0, 500).Select(key => Tag((ulong)key)).First(tag => table.TryTake(tag, _clock.Now, Second, Burst * Second, out _) == Taken.FromShared);

        _time.Advance(TimeSpan.FromSeconds(3.5));
        var admitted = 0;
        while (table.TryTake(homeless, _clock.Now, Second, Burst * Second, out _) != Taken.No)
            admitted++;

        Assert.InRange(admitted, 1, Burst - 1);
    }

    [Fact]
    public void The_oldest_gives_up_its_place_where_that_is_wanted()
    {
        var table = Table(16, WhenFull.EvictOldest);

        for (ulong key = 0; key < 500; key++)
            Assert.Equal(Taken.FromKey, table.TryTake(Tag(key), _clock.Now, Second, Second, out _));

        Assert.Equal(0, table.SharedTakes);
        Assert.InRange(table.Evictions, 450, 500);
    }

    [Fact]
    public void Capping_cuts_debts_that_are_longer_and_leaves_the_others()
    {
        var table = Table(100);
        table.TryTake(Tag(1), _clock.Now, 100 * Second, 100 * Second, out _);
        table.TryTake(Tag(2), _clock.Now, 2 * Second, 100 * Second, out var shorter);

        table.Cap(5 * Second);

        Assert.Equal(_clock.Now + 5 * Second, table.Read(Tag(1)));
        Assert.Equal(shorter, table.Read(Tag(2)));
    }

    [Fact]
    [Soak]
    public void Many_threads_on_few_keys_get_exactly_the_burst_of_each()
    {
        const int Burst = 50;
        const int Keys = 40;
        for (var run = 0; run < SoakLength.Of(30, 3_000); run++)
        {
            var table = Table(Keys * 2);
            var admitted = new int[Keys];
            InParallel(4, thread =>
            {
                for (var call = 0; call < Keys * Burst; call++)
                {
                    var key = (call * 7 + thread) % Keys;
                    if (table.TryTake(Tag((ulong)key), _clock.Now, Second, Burst * Second, out _) != Taken.No)
                        Interlocked.Increment(ref admitted[key]);
                }
            });

            Assert.Equal(0, table.SharedTakes);
            Assert.All(admitted, count => Assert.Equal(Burst, count));
        }
    }

    [Fact]
    [Soak]
    public void Threads_that_take_over_expired_slots_from_each_other_admit_no_more_than_the_limit()
    {
        // Ticks of its own: each read of the clock moves it, so slots expire while threads are at work on them.
        var ticking = new TickingTime();
        var clock = new GcraClock(ticking);
        var rate = GcraRate.TryCreate(1, TimeSpan.FromMilliseconds(1), 3)!.Value;
        const int Keys = 60;
        for (var run = 0; run < SoakLength.Of(20, 2_000); run++)
        {
            var table = new KeyTable(16, WhenFull.ShareBucket, clock);
            var admitted = new int[Keys];
            var start = clock.Now;
            InParallel(4, thread =>
            {
                for (var call = 0; call < 5_000; call++)
                {
                    var key = (call * (thread + 1) * 13 + thread) % Keys;
                    if (table.TryTake(Tag((ulong)key), clock.Now, rate.EmissionInterval, rate.Tolerance, out _) != Taken.No)
                        Interlocked.Increment(ref admitted[key]);
                }
            });

            var cameBack = (clock.Now - start) / rate.EmissionInterval;
            Assert.All(admitted, count => Assert.InRange(count, 0, rate.Burst + cameBack));
        }
    }

    internal static void InParallel(int threads, Action<int> work)
    {
        using var start = new Barrier(threads);
        List<Exception> failures = [];
        var workers = Enumerable.Range(0, threads).Select(thread => new Thread(() =>
        {
            start.SignalAndWait();
            try
            {
                work(thread);
            }
            catch (Exception failure)
            {
                lock (failures)
                    failures.Add(failure);
            }
        })).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
        Assert.Empty(failures);
    }

    /// <summary>A clock that moves whenever it is read.</summary>
    internal sealed class TickingTime : TimeProvider
    {
        private long _timestamp;

        public override long TimestampFrequency => 1_000_000_000;

        public override long GetTimestamp() => Interlocked.Add(ref _timestamp, 400);
    }
}
