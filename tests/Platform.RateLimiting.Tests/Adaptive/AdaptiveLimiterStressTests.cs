using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.RateLimiting.Tests.Adaptive;

/// <summary>
/// Many threads at once, on the real clock: calls that run, wait, are refused, leave while they wait, fail, and give their place back twice. Whatever
/// happens between them, never more run than the limit says, no place is lost, and at the end nobody is left.
/// </summary>
public sealed class AdaptiveLimiterStressTests
{
    private const int Threads = 16;
    private const int CallsOfEach = 4_000;

    [Theory]
    [InlineData(1, 1, 0, 1)]
    [InlineData(4, 4, 8, 1)]
    [InlineData(3, 3, 256, 1)]
    [InlineData(1, 64, 16, 1)]
    // What ends in time counts, whoever holds it.
    [InlineData(4, 4, 8, 0.25)]
    [InlineData(8, 8, 256, 0.25)]
    public async Task Never_more_run_than_the_limit_says_and_every_place_comes_back(int least, int most, int queue, double share)
    {
        await using var services = new ServiceCollection()
            .AddPlatformRateLimiting().AddAdaptiveLimit(options =>
            {
                (options.InitialLimit, options.LeastLimit, options.MostLimit, options.QueueCapacity, options.LongHeldShare) = (least, least, most, queue, share);
                // Short enough that waiting ends in every way there is.
                (options.QueueTarget, options.QueueInterval) = (TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(4));
            })
            .Services.BuildServiceProvider();
        var limiter = services.GetRequiredService<AdaptiveLimiter>();
        var ends = new ConcurrentDictionary<string, long>();
        var (running, highest) = (0, 0);

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() => WorkAsync(new Random(thread), thread))));

        Assert.True(highest <= most, $"{highest} calls ran at once, of at most {most}.");
        Assert.Equal(0, running);
        var state = limiter.GetState();
        Assert.Equal((0, 0), (state.Running, state.Waiting));
        Assert.InRange(state.Limit, least, most);
        Assert.Equal(Threads * CallsOfEach, ends.Values.Sum());
        Assert.True(ends["admitted"] > 0);
        // All places are there: as many calls as the limit get one at once, and the next does not.
        var places = new List<AdaptiveLease>();
        for (var place = 0; place < state.Limit; place++)
        {
            var pending = limiter.AcquireAsync(cancellationToken: TestContext.Current.CancellationToken);
            Assert.True(pending.IsCompletedSuccessfully, $"Of {state.Limit} places {place} were free.");
            places.Add(await pending);
            Assert.True(places[^1].IsAdmitted);
        }
        Assert.Equal(state.Limit, limiter.GetState().Running);
        places.ForEach(lease => lease.Complete(succeeded: true));
        Assert.Equal(0, limiter.GetState().Running);

        async Task WorkAsync(Random random, int thread)
        {
            for (var call = 0; call < CallsOfEach; call++)
            {
                using var leaving = random.Next(4) == 0 ? new CancellationTokenSource() : null;
                var pending = limiter.AcquireAsync((LoadPriority)random.Next(3), RateLimitKey.Subject($"{thread % 5}"), leaving?.Token ?? default);
                if (leaving is not null)
                    await leaving.CancelAsync();
                try
                {
                    var lease = await pending;
                    if (!lease.IsAdmitted)
                    {
                        Count("refused");
                        continue;
                    }
                    var now = Interlocked.Increment(ref running);
                    for (var seen = Volatile.Read(ref highest); now > seen; seen = Volatile.Read(ref highest))
                        Interlocked.CompareExchange(ref highest, now, seen);
                    if (random.Next(8) == 0)
                        await Task.Yield();
                    else
                        Thread.SpinWait(random.Next(200));
                    Interlocked.Decrement(ref running);
                    lease.Complete(random.Next(10) > 0);
                    // Twice, as code does that completes and disposes.
                    lease.Dispose();
                    Count("admitted");
                }
                catch (OperationCanceledException)
                {
                    Count("left");
                }
            }
        }

        void Count(string end) => ends.AddOrUpdate(end, 1, static (_, count) => count + 1);
    }
}
