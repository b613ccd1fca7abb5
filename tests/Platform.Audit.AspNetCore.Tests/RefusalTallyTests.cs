using FsCheck;
using FsCheck.Xunit;
using Platform.Audit.AspNetCore.Security;

namespace Platform.Audit.AspNetCore.Tests;

/// <summary>Nothing that was refused is missing in what was recorded, and nothing floods it.</summary>
public sealed class RefusalTallyTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(60);

    private static readonly DateTimeOffset Start = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Steps of some seconds, each a refusal of one of a few sources, or with a source of -1 a report.</summary>
    [Property(MaxTest = 300)]
    public void Each_refusal_is_recorded_or_counted_once((NonNegativeInt Seconds, int Source)[] steps)
    {
        var tally = new RefusalTally(Interval, 1_000);
        Dictionary<string, (long Refused, long Told)> counts = [];
        Dictionary<string, DateTimeOffset> recorded = [];
        var now = Start;
        foreach (var (seconds, source) in steps)
        {
            now += TimeSpan.FromSeconds(seconds.Get % 50);
            if (source % 5 == 4)
            {
                Tell(tally.TakeDue(now));
                continue;
            }
            var name = $"{source % 5}";
            var refusal = new Refusal(RefusalKind.Denied, null, "GET /", name, "not allowed");
            var isRecorded = tally.TryTake(ref refusal, now, out var repeated);
            var count = counts.GetValueOrDefault(name);
            counts[name] = (count.Refused + 1, count.Told + (isRecorded ? 1 + repeated : 0));
            if (isRecorded)
                recorded[name] = now;
            else
                Assert.True(now - recorded[name] < Interval);
        }
        Tell(tally.TakeDue(now, all: true));

        Assert.All(counts.Values, count => Assert.Equal(count.Refused, count.Told));
        Assert.Empty(tally.TakeDue(now + Interval, all: true));

        void Tell(List<(Refusal Refusal, long Repeated)> due)
        {
            foreach (var (refusal, repeated) in due)
            {
                Assert.True(repeated > 0);
                var count = counts[refusal.Source!];
                counts[refusal.Source!] = count with { Told = count.Told + repeated };
            }
        }
    }

    [Fact]
    public void Whoever_invents_sources_is_counted_together()
    {
        var tally = new RefusalTally(Interval, 10);
        var recorded = 0;
        for (var at = 0; at < 1_000; at++)
        {
            var refusal = new Refusal(RefusalKind.Denied, null, "GET /", $"source {at}", "not allowed");
            recorded += tally.TryTake(ref refusal, Start, out _) ? 1 : 0;
        }

        Assert.Equal(11, recorded);
        var (together, repeated) = Assert.Single(tally.TakeDue(Start, all: true));
        Assert.Equal((null, 989), (together.Source, repeated));
    }
}
