using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using Platform.Webhooks.Replay;

namespace Platform.Webhooks.Tests.Replay;

public sealed class InMemoryReplayStoreTests : ReplayStoreContract
{
    [Fact]
    public async Task When_it_is_full_what_was_handled_first_is_forgotten_and_counted_and_what_is_being_handled_stays()
    {
        var store = new InMemoryReplayStore(Clock, capacity: 3);
        var held = await store.ClaimAsync("acme", "held", Lease, Ending);
        await HandleAsync(store, "first");
        await HandleAsync(store, "second");

        await HandleAsync(store, "third");

        Assert.Equal((3, 1L), (store.Count, store.ForgottenEarly));
        Assert.True(held.IsClaimed);
        Assert.Equal(ReplayState.InProgress, (await store.ClaimAsync("acme", "held", Lease, Ending)).State);
        Assert.Equal(ReplayState.Completed, (await store.ClaimAsync("acme", "second", Lease, Ending)).State);
        Assert.True((await store.ClaimAsync("acme", "first", Lease, Ending)).IsClaimed);
    }

    [Fact]
    public async Task When_everything_in_it_is_being_handled_it_says_that_it_is_full()
    {
        var store = new InMemoryReplayStore(Clock, capacity: 2);
        await store.ClaimAsync("acme", "1", Lease, Ending);
        await store.ClaimAsync("acme", "2", Lease, Ending);

        Assert.Equal(ReplayState.Full, (await store.ClaimAsync("acme", "3", Lease, Ending)).State);
        Clock.Advance(Lease); // what was abandoned makes room
        Assert.True((await store.ClaimAsync("acme", "3", Lease, Ending)).IsClaimed);
        Assert.Equal((1, 0L), (store.Count, store.ForgottenEarly));
    }

    [Fact]
    public async Task What_is_over_makes_room_and_is_not_counted_as_forgotten()
    {
        var store = new InMemoryReplayStore(Clock, capacity: 2);
        await HandleAsync(store, "1");
        await HandleAsync(store, "2");
        Clock.Advance(Retention);

        await HandleAsync(store, "3");

        Assert.Equal((1, 0L), (store.Count, store.ForgottenEarly));
    }

    [Fact]
    public void A_store_without_room_or_clock_cannot_be_made()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new InMemoryReplayStore(Clock, 0));
        Assert.Throws<ArgumentNullException>(() => new InMemoryReplayStore(null!));
    }

    [Property(MaxTest = 300)]
    public Property In_any_order_of_calls_it_does_what_a_naive_one_does() => Prop.ForAll(
        Gen.Zip(Gen.Choose(0, 3), Gen.Choose(0, 3)).ListOf().ToArbitrary(),
        steps => AgreesAsync(steps).GetAwaiter().GetResult());

    protected override IReplayStore Make() => new InMemoryReplayStore(Clock);

    private static async Task HandleAsync(InMemoryReplayStore store, string key) =>
        await store.CompleteAsync("acme", key, await store.ClaimAsync("acme", key, Lease, Ending), Retention, Ending);

    /// <summary>The naive one: for each key, until when it is claimed by which claim, and until when it is handled.</summary>
    private static async Task<bool> AgreesAsync(IEnumerable<(int Verb, int Key)> steps)
    {
        var clock = new FakeTimeProvider();
        var store = new InMemoryReplayStore(clock);
        var (claimed, handled, held) = (new Dictionary<int, (DateTimeOffset Until, long Token)>(), new Dictionary<int, DateTimeOffset>(), new Dictionary<int,
            ReplayClaim>());
        foreach (var (verb, key) in steps)
        {
            var now = clock.GetUtcNow();
            switch (verb)
            {
                case 0:
                    var claim = await store.ClaimAsync("acme", $"{key}", Lease);
                    var expected = handled.TryGetValue(key, out var until) && until > now ? ReplayState.Completed
                        : claimed.TryGetValue(key, out var other) && other.Until > now ? ReplayState.InProgress
                        : ReplayState.Claimed;
                    if (claim.State != expected)
                        return false;
                    if (claim.IsClaimed)
                        (claimed[key], held[key]) = ((now + Lease, claim.Token), claim);
                    break;
                case 1 when held.Remove(key, out var done):
                    await store.CompleteAsync("acme", $"{key}", done, Retention);
                    handled[key] = now + Retention;
                    claimed.Remove(key);
                    break;
                case 2 when held.Remove(key, out var given):
                    await store.ReleaseAsync("acme", $"{key}", given);
                    if (claimed.TryGetValue(key, out var mine) && mine.Token == given.Token)
                        claimed.Remove(key);
                    break;
                case 3:
                    clock.Advance(key == 3 ? Retention / 2 : Lease / 2);
                    break;
            }
        }
        return true;
    }
}
