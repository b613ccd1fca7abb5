using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using Platform.Plugins.Extensions;

namespace Platform.Plugins.Tests.Extensions;

public sealed class CallBoundsTests
{
    private const int Most = 3;
    private const int MostOverdue = 2;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(4);

    private static readonly ExtensionOutcome? Quarantined = ExtensionOutcome.Quarantined;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>0 to 2 make a call, 3 and 4 end the oldest that is under way, others let as many seconds pass: against a list of when each began.</summary>
    [Property]
    public Property Never_more_are_under_way_than_may_be_and_none_is_begun_while_as_many_are_overdue_as_may_be() => Prop.ForAll(
        Gen.Choose(0, 8).ListOf().ToArbitrary(),
        static steps =>
        {
            var time = new FakeTimeProvider();
            var bounds = new CallBounds(Most, MostOverdue, time);
            var (now, running, waiting) = (0, new List<(int Place, int Due)>(), new List<(Task<CallEntry> Entry, int Due)>());
            foreach (var step in steps)
            {
                switch (step)
                {
                    case <= 2:
                        var entry = bounds.EnterAsync(Timeout, CancellationToken.None).AsTask();
                        if (running.Count(call => call.Due <= now) >= MostOverdue)
                            Assert.Equal(ExtensionOutcome.Quarantined, entry.Result.Refused);
                        else if (running.Count < Most)
                            running.Add((Taken(entry), now + 4));
                        else
                            waiting.Add((entry, now + 4));
                        break;
                    case <= 4 when running.Count > 0:
                        bounds.Exit(running[0].Place);
                        running.RemoveAt(0);
                        if (running.Count(call => call.Due <= now) >= MostOverdue)
                        {
                            Assert.All(waiting, each => Assert.Equal(ExtensionOutcome.Quarantined, each.Entry.GetAwaiter().GetResult().Refused));
                            waiting.Clear();
                        }
                        else if (waiting.Count > 0)
                        {
                            running.Add((Taken(waiting[0].Entry), waiting[0].Due));
                            waiting.RemoveAt(0);
                        }
                        break;
                    case > 4:
                        time.Advance(TimeSpan.FromSeconds(step - 4));
                        now += step - 4;
                        Assert.All(waiting.Where(each => each.Due <= now), each => Assert.Equal(ExtensionOutcome.TimedOut, each.Entry.GetAwaiter().GetResult().Refused));
                        waiting.RemoveAll(each => each.Due <= now);
                        break;
                    default:
                        break;
                }
                Assert.Equal(running.Count(call => call.Due <= now) >= MostOverdue, bounds.IsQuarantined);
                Assert.Equal(running.Count, running.Select(call => call.Place).Distinct().Count());
                Assert.All(running, call => Assert.InRange(call.Place, 0, Most - 1));
            }
        });

    [Fact]
    public async Task The_first_call_that_is_refused_says_that_it_is_the_first_and_again_after_the_quarantine_has_ended()
    {
        var time = new FakeTimeProvider();
        var bounds = new CallBounds(1, 1, time);
        for (var i = 0; i < 2; i++)
        {
            var place = (await bounds.EnterAsync(Timeout, Token)).Place;
            time.Advance(Timeout);
            Assert.Equal((Quarantined, true), await RefusedAsync(bounds));
            Assert.Equal((Quarantined, false), await RefusedAsync(bounds));
            bounds.Exit(place);
        }
    }

    [Fact]
    public async Task Who_gives_up_waiting_is_passed_over()
    {
        var bounds = new CallBounds(1, 1, new FakeTimeProvider());
        var place = (await bounds.EnterAsync(Timeout, Token)).Place;
        using var given = new CancellationTokenSource();
        var (first, second) = (bounds.EnterAsync(Timeout, given.Token).AsTask(), bounds.EnterAsync(Timeout, Token).AsTask());

        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        bounds.Exit(place);

        Assert.Null((await second).Refused);
    }

    [Fact]
    public async Task A_call_that_nobody_waits_for_any_more_is_overdue_also_where_the_clock_has_not_come_so_far()
    {
        var time = new FakeTimeProvider();
        var bounds = new CallBounds(2, 1, time);
        var entry = await bounds.EnterAsync(Timeout, Token);
        time.Advance(Timeout - TimeSpan.FromMilliseconds(1));
        Assert.False(bounds.IsQuarantined);

        bounds.GiveUp(entry);

        Assert.Equal((Quarantined, true), await RefusedAsync(bounds));
        bounds.Exit(entry.Place);
        Assert.Null((await bounds.EnterAsync(Timeout, Token)).Refused);
    }

    [Fact]
    public async Task A_call_that_ended_as_it_was_given_up_leaves_its_place_to_the_next()
    {
        var time = new FakeTimeProvider();
        var bounds = new CallBounds(1, 1, time);
        var entry = await bounds.EnterAsync(Timeout, Token);
        bounds.Exit(entry.Place);
        time.Advance(TimeSpan.FromSeconds(1));
        var next = await bounds.EnterAsync(Timeout, Token);
        Assert.Equal(entry.Place, next.Place);

        bounds.GiveUp(entry);

        Assert.False(bounds.IsQuarantined);
    }

    private static async Task<(ExtensionOutcome?, bool)> RefusedAsync(CallBounds bounds)
    {
        var entry = await bounds.EnterAsync(Timeout, Token);
        return (entry.Refused, entry.IsNews);
    }

    private static int Taken(Task<CallEntry> entry)
    {
        var taken = entry.GetAwaiter().GetResult();
        Assert.Null(taken.Refused);
        return taken.Place;
    }
}
