using Microsoft.Extensions.Time.Testing;
using Platform.Webhooks.Replay;

namespace Platform.Webhooks.Tests.Replay;

/// <summary>What every replay store promises.</summary>
public abstract class ReplayStoreContract
{
    protected static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    protected static readonly TimeSpan Retention = TimeSpan.FromDays(4);

    protected static CancellationToken Ending => TestContext.Current.CancellationToken;

    protected FakeTimeProvider Clock { get; } = new();

    protected abstract IReplayStore Make();

    [Fact]
    public async Task A_message_is_claimed_once_and_stays_handled_for_the_time_of_retention()
    {
        var store = Make();
        var claim = await store.ClaimAsync("acme", "id:1", Lease, Ending);

        Assert.True(claim.IsClaimed);
        Assert.Equal(ReplayState.InProgress, (await store.ClaimAsync("acme", "id:1", Lease, Ending)).State);
        await store.CompleteAsync("acme", "id:1", claim, Retention, Ending);
        Assert.Equal(ReplayState.Completed, (await store.ClaimAsync("acme", "id:1", Lease, Ending)).State);
        Clock.Advance(Retention - TimeSpan.FromTicks(1));
        Assert.Equal(ReplayState.Completed, (await store.ClaimAsync("acme", "id:1", Lease, Ending)).State);
        Clock.Advance(TimeSpan.FromTicks(1));
        Assert.True((await store.ClaimAsync("acme", "id:1", Lease, Ending)).IsClaimed);
    }

    [Fact]
    public async Task A_message_that_was_given_back_is_claimed_again()
    {
        var store = Make();
        var claim = await store.ClaimAsync("acme", "id:1", Lease, Ending);

        await store.ReleaseAsync("acme", "id:1", claim, Ending);

        Assert.True((await store.ClaimAsync("acme", "id:1", Lease, Ending)).IsClaimed);
    }

    [Fact]
    public async Task A_claim_runs_out_and_who_held_it_cannot_give_back_what_is_anothers()
    {
        var store = Make();
        var first = await store.ClaimAsync("acme", "id:1", Lease, Ending);
        Clock.Advance(Lease);
        var second = await store.ClaimAsync("acme", "id:1", Lease, Ending);
        Assert.True(second.IsClaimed);
        Assert.NotEqual(first.Token, second.Token);

        await store.ReleaseAsync("acme", "id:1", first, Ending);
        Assert.Equal(ReplayState.InProgress, (await store.ClaimAsync("acme", "id:1", Lease, Ending)).State);

        await store.CompleteAsync("acme", "id:1", first, Retention, Ending); // handled late is handled
        await store.ReleaseAsync("acme", "id:1", second, Ending);
        Assert.Equal(ReplayState.Completed, (await store.ClaimAsync("acme", "id:1", Lease, Ending)).State);
    }

    [Fact]
    public async Task Sources_have_nothing_to_do_with_each_other()
    {
        var store = Make();
        await store.ClaimAsync("ab", "c", Lease, Ending);

        Assert.True((await store.ClaimAsync("a", "bc", Lease, Ending)).IsClaimed);
        Assert.True((await store.ClaimAsync("AB", "c", Lease, Ending)).IsClaimed);
        Assert.True((await store.ClaimAsync("ab", "C", Lease, Ending)).IsClaimed);
        Assert.False((await store.ClaimAsync("ab", "c", Lease, Ending)).IsClaimed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("'; drop table replay; --")]
    [InlineData("\0\u2028🚧")]
    public async Task Any_key_is_a_key(string key)
    {
        var store = Make();

        Assert.True((await store.ClaimAsync("acme", key, Lease, Ending)).IsClaimed);
        Assert.False((await store.ClaimAsync("acme", key, Lease, Ending)).IsClaimed);
    }

    [Fact]
    public async Task Of_many_who_ask_at_once_one_gets_it()
    {
        var store = Make();
        for (var round = 0; round < 100; round++)
        {
            var key = $"id:{round}";
            var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
                Task.Run(async () => await store.ClaimAsync("acme", key, Lease, Ending), Ending)));

            Assert.Single(claims, claim => claim.IsClaimed);
        }
    }
}
