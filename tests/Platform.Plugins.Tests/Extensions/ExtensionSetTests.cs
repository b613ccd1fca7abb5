using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Platform.Plugins.Extensions;
using Platform.Testing;

namespace Platform.Plugins.Tests.Extensions;

public sealed class ExtensionSetTests
{
    /// <summary>0 to 5 enter, 6 to 8 leave, 9 retires: against a number and a flag.</summary>
    [Property]
    public Property Whoever_has_entered_keeps_a_set_from_being_empty_and_nobody_enters_one_that_is_retired() => Prop.ForAll(
        Gen.Choose(0, 9).ListOf().ToArbitrary(),
        static steps =>
        {
            var set = new ExtensionSet<string>([], [], isWaiting: false, stripes: 4);
            var (inside, isRetired) = (new Stack<int>(), false);
            foreach (var step in steps)
            {
                switch (step)
                {
                    case <= 5:
                        Assert.Equal(!isRetired, set.TryEnter(out var stripe));
                        if (!isRetired)
                            inside.Push(stripe);
                        break;
                    case <= 8 when inside.TryPop(out var left):
                        set.Exit(left);
                        break;
                    case 9 when !isRetired:
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
    public async Task Sets_that_are_exchanged_while_they_are_used_are_empty_only_when_nobody_is_inside()
    {
        var current = new Counted();
        using var enough = new CancellationTokenSource();
        var users = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            var entered = 0L;
            while (!enough.IsCancellationRequested)
            {
                var counted = Volatile.Read(ref current);
                if (!counted.Set.TryEnter(out var stripe))
                    continue;
                Interlocked.Increment(ref counted.Inside);
                entered++;
                Assert.False(counted.IsGone);
                Interlocked.Decrement(ref counted.Inside);
                counted.Set.Exit(stripe);
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
            if (set.TryEnter(out var stripe))
                set.Exit(stripe);
        });
    }

    private sealed class Counted
    {
        public int Inside;

        public volatile bool IsGone;

        public ExtensionSet<string> Set { get; } = new([], [], isWaiting: false, stripes: 2);
    }
}
