using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.Tests.Outbox;

/// <summary>A store that is away for so many calls, or answers as a test says.</summary>
internal sealed class FailingStore(IOutboxStore inner) : IOutboxStore
{
    private int _failures;
    private int _claimed;
    private int _asked;
    private int _noted;
    private int _reads;
    private int _fetching;
    private int _mostFetching;

    public int Failures
    {
        get => Volatile.Read(ref _failures);
        set => Volatile.Write(ref _failures, value);
    }

    /// <summary>How many conditions were written down.</summary>
    public int Noted => Volatile.Read(ref _noted);

    /// <summary>How often it was claimed, granted or not.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>How often deliveries were read.</summary>
    public int Reads => Volatile.Read(ref _reads);

    /// <summary>Lanes whose rows somebody has locked.</summary>
    public Func<string, bool> Locks { get; set; } = static _ => false;

    /// <summary>How many claims were granted.</summary>
    public int Claimed => Volatile.Read(ref _claimed);

    /// <summary>How many have fetched at once, at most.</summary>
    public int MostFetching => Volatile.Read(ref _mostFetching);

    /// <summary>Whoever fetches waits for it.</summary>
    public Task Fetchable { get; set; } = Task.CompletedTask;

    /// <summary>How many were routed, for whoever asks, out of how many there were.</summary>
    public Func<int, int> Routed { get; set; } = static count => count;

    /// <summary>What comes of a message on its way to a consumer.</summary>
    public Func<OutboxMessage, OutboxMessage> Fetched { get; set; } = static message => message;

    /// <summary>Results that are never taken, nor are those with which they come.</summary>
    public Func<DeliveryResult, bool> Refuses { get; set; } = static _ => false;

    /// <summary>Whoever measures waits for it.</summary>
    public Task Measurable { get; set; } = Task.CompletedTask;

    public string? InsertEvent => inner.InsertEvent;

    public string? InsertInbox => inner.InsertInbox;

    public ValueTask PrepareAsync(CancellationToken cancellationToken) => inner.PrepareAsync(cancellationToken);

    public ValueTask PublishAsync(OutboxRecord record, CancellationToken cancellationToken) => inner.PublishAsync(record, cancellationToken);

    public ValueTask OpenLaneAsync(LaneDefinition definition, CancellationToken cancellationToken) => inner.OpenLaneAsync(definition, cancellationToken);

    public ValueTask<bool> CloseLaneAsync(string name, CancellationToken cancellationToken) => inner.CloseLaneAsync(name, cancellationToken);

    public async ValueTask<int> RouteAsync(DateTimeOffset now, int most, CancellationToken cancellationToken) => Routed(await Through().RouteAsync(now, most, cancellationToken));

    public async ValueTask<IReadOnlyList<LaneLease>> ClaimAsync(IReadOnlyCollection<string> names, DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        var claimed = await Through().ClaimAsync([.. names.Where(name => !Locks(name))], now, lease, cancellationToken);
        Interlocked.Add(ref _claimed, claimed.Count);
        return claimed;
    }

    public ValueTask<HeldLaneSet> RenewAsync(IReadOnlyCollection<LaneLease> leases, DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken) =>
        Through().RenewAsync(leases, now, lease, cancellationToken);

    public ValueTask ReleaseAsync(IReadOnlyCollection<LaneLease> leases, CancellationToken cancellationToken) => inner.ReleaseAsync(leases, cancellationToken);

    public async ValueTask<IReadOnlyList<OutboxMessage>> FetchAsync(LaneLease lease, IReadOnlyCollection<long> inHand, DateTimeOffset now, int most, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        var fetching = Interlocked.Increment(ref _fetching);
        for (var seen = MostFetching; seen < fetching && Interlocked.CompareExchange(ref _mostFetching, fetching, seen) != seen; seen = MostFetching)
        {
        }
        try
        {
            await Fetchable.WaitAsync(cancellationToken);
            return [.. (await Through().FetchAsync(lease, inHand, now, most, cancellationToken)).Select(Fetched)];
        }
        finally
        {
            Interlocked.Decrement(ref _fetching);
        }
    }

    public ValueTask<HeldLaneSet> CompleteAsync(IReadOnlyCollection<DeliveryResult> results, DateTimeOffset now, CancellationToken cancellationToken) =>
        results.Any(Refuses) ? throw new IOException("There is one that cannot be written.") : UnlockedAsync(results, now, cancellationToken);

    public ValueTask<bool> NoteAsync(LaneLease lease, LaneCondition condition, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _noted);
        return Through().NoteAsync(lease, condition, cancellationToken);
    }

    public ValueTask<bool> SwitchAsync(string name, bool isDisabled, CancellationToken cancellationToken) => inner.SwitchAsync(name, isDisabled, cancellationToken);

    public ValueTask<DateTimeOffset?> NextDueAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken) => Through().NextDueAsync(names, cancellationToken);

    public ValueTask<DateTimeOffset?> NextDueInLaneAsync(LaneLease lease, DateTimeOffset now, CancellationToken cancellationToken) => Through().NextDueInLaneAsync(lease, now, cancellationToken);

    public Task ListenAsync(Action wake, CancellationToken cancellationToken) => inner.ListenAsync(wake, cancellationToken);

    public async ValueTask<IReadOnlyList<LaneStanding>> MeasureAsync(CancellationToken cancellationToken)
    {
        await Measurable.WaitAsync(cancellationToken);
        return await inner.MeasureAsync(cancellationToken);
    }

    public ValueTask<IReadOnlyList<DeadLetter>> ListDeadAsync(string lane, long after, int most, CancellationToken cancellationToken) => inner.ListDeadAsync(lane, after, most, cancellationToken);

    public ValueTask<int> ReviveAsync(string lane, IReadOnlyCollection<long> places, DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.ReviveAsync(lane, places, now, cancellationToken);

    public ValueTask TrimAsync(DateTimeOffset before, DateTimeOffset now, CancellationToken cancellationToken) => inner.TrimAsync(before, now, cancellationToken);

    public ValueTask<(int GivenUp, int Forgotten)> ExpireAsync(DateTimeOffset publishedBefore, DateTimeOffset diedBefore, DateTimeOffset now, int most,
        CancellationToken cancellationToken) =>
        inner.ExpireAsync(publishedBefore, diedBefore, now, most, cancellationToken);

    public ValueTask TrimInboxAsync(DateTimeOffset before, CancellationToken cancellationToken) => inner.TrimInboxAsync(before, cancellationToken);

    private async ValueTask<HeldLaneSet> UnlockedAsync(IReadOnlyCollection<DeliveryResult> results, DateTimeOffset now,
        CancellationToken cancellationToken) => new(
        await Through().CompleteAsync([.. results.Where(result => !Locks(result.Lease.Name))], now, cancellationToken),
        [.. results.Where(result => Locks(result.Lease.Name)).Select(result => result.Lease.Lane).Distinct()]);

    private IOutboxStore Through()
    {
        for (var left = Volatile.Read(ref _failures); left > 0; left = Volatile.Read(ref _failures))
        {
            if (Interlocked.CompareExchange(ref _failures, left - 1, left) == left)
                throw new IOException("The store is away.");
        }
        return inner;
    }
}
