using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Platform.Plugins.Extensions;
using Platform.Testing;

namespace Platform.Plugins.Tests.Extensions;

public sealed class ExtensionSetTests
{
    /// <summary>0 to 5 enter, 6 to 8 leave, 9 gives back once more what was given back, 10 retires: against a number and a flag.</summary>
    [Property]
    public Property Whoever_has_entered_keeps_a_set_from_being_empty_and_nobody_enters_one_that_is_retired() => Prop.ForAll(
        Gen.Choose(0, 10).ListOf().ToArbitrary(),
        static steps =>
        {
            var set = new ExtensionSet<string>([], [], isWaiting: false, stripes: 4);
            var (inside, isRetired) = (new Stack<LeaseTicket>(), false);
            var left = new List<LeaseTicket>();
            foreach (var step in steps)
            {
                switch (step)
                {
                    case <= 5:
                        Assert.Equal(!isRetired, set.TryEnter(out var ticket));
                        if (!isRetired)
                            inside.Push(ticket);
                        break;
                    case <= 8 when inside.TryPop(out var leaving):
                        set.Exit(leaving);
                        left.Add(leaving);
                        break;
                    case 9:
                        left.ForEach(set.Exit);
                        break;
                    case 10 when !isRetired:
                        isRetired = true;
                        set.Retire();
                        break;
                    default:
                        break;
                }
                Assert.Equal(isRetired && inside.Count == 0, set.Empty.IsCompleted);
            }
        });

    [Fact]
    public void More_leases_than_there_were_ever_before_are_all_counted_and_what_is_given_back_twice_is_given_back_once()
    {
        var set = new ExtensionSet<string>([], [], isWaiting: false, stripes: 1);
        var tickets = new List<LeaseTicket>();
        for (var i = 0; i < 10_000; i++)
        {
            Assert.True(set.TryEnter(out var ticket));
            tickets.Add(ticket);
        }
        set.Retire();

        foreach (var ticket in tickets.Skip(1))
        {
            set.Exit(ticket);
            set.Exit(ticket);
        }

        Assert.False(set.Empty.IsCompleted);
        Assert.False(set.TryEnter(out _));
        set.Exit(tickets[0]);
        Assert.True(set.Empty.IsCompleted);
    }

    [Fact]
    public void What_goes_on_after_its_lease_was_given_back_keeps_a_set_from_being_empty()
    {
        var set = new ExtensionSet<string>([], [], isWaiting: false);
        Assert.True(set.TryEnter(out var ticket));
        set.EnterAgain();
        set.Exit(ticket);
        set.Retire();

        Assert.False(set.Empty.IsCompleted);
        set.ExitAgain();
        Assert.True(set.Empty.IsCompleted);
    }

    [Fact]
    public async Task Sets_that_are_exchanged_while_they_are_used_are_empty_only_when_nobody_is_inside()
    {
        var current = new Counted();
        using var enough = new CancellationTokenSource();
        var users = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            var entered = 0L;
            while (!enough.IsCancellationRequested || entered == 0)
            {
                var counted = Volatile.Read(ref current);
                if (!counted.Set.TryEnter(out var ticket))
                    continue;
                Interlocked.Increment(ref counted.Inside);
                entered++;
                Assert.False(counted.IsGone);
                Interlocked.Decrement(ref counted.Inside);
                counted.Set.Exit(ticket);
            }
            return entered;
        })).ToList();

        for (var i = 0; i < 5_000; i++)
        {
            var old = current;
            Volatile.Write(ref current, new Counted());
            old.Set.Retire();
            await old.Set.Empty;
            Assert.Equal(0, Volatile.Read(ref old.Inside));
            old.IsGone = true;
        }
        await enough.CancelAsync();

        Assert.True((await Task.WhenAll(users)).Sum() > 0);
    }

    [Fact]
    [AllocationTestOf(typeof(ExtensionSet), nameof(ExtensionSet.TryEnter))]
    [AllocationTestOf(typeof(ExtensionSet), nameof(ExtensionSet.Exit))]
    public void Entering_and_leaving_allocate_nothing()
    {
        var set = new ExtensionSet<string>([], [], isWaiting: false);
        AllocationMeter.AssertAllocatesNothing(() =>
        {
            if (set.TryEnter(out var ticket))
                set.Exit(ticket);
        });
    }

    private sealed class Counted
    {
        public int Inside;

        public volatile bool IsGone;

        public ExtensionSet<string> Set { get; } = new([], [], isWaiting: false, stripes: 2);
    }
}
