using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.Tests.Outbox;

/// <summary>A store that is away for so many calls.</summary>
internal sealed class FailingStore(IOutboxStore inner) : IOutboxStore
{
    private int _failures;

    public int Failures
    {
        get => Volatile.Read(ref _failures);
        set => Volatile.Write(ref _failures, value);
    }

    public string? InsertEvent => inner.InsertEvent;

    public string? InsertInbox => inner.InsertInbox;

    public ValueTask PrepareAsync(CancellationToken cancellationToken) => inner.PrepareAsync(cancellationToken);

    public ValueTask PublishAsync(OutboxRecord record, CancellationToken cancellationToken) => inner.PublishAsync(record, cancellationToken);

    public ValueTask OpenLaneAsync(LaneDefinition definition, CancellationToken cancellationToken) => inner.OpenLaneAsync(definition, cancellationToken);

    public ValueTask<bool> CloseLaneAsync(string name, CancellationToken cancellationToken) => inner.CloseLaneAsync(name, cancellationToken);

    public ValueTask<int> RouteAsync(DateTimeOffset now, int most, CancellationToken cancellationToken) => Through().RouteAsync(now, most, cancellationToken);

    public ValueTask<IReadOnlyList<LaneLease>> ClaimAsync(IReadOnlyCollection<string> names, DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken) =>
        Through().ClaimAsync(names, now, lease, cancellationToken);

    public ValueTask<IReadOnlyCollection<long>> RenewAsync(IReadOnlyCollection<LaneLease> leases, DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken) =>
        Through().RenewAsync(leases, now, lease, cancellationToken);

    public ValueTask ReleaseAsync(IReadOnlyCollection<LaneLease> leases, CancellationToken cancellationToken) => inner.ReleaseAsync(leases, cancellationToken);

    public ValueTask<IReadOnlyList<OutboxMessage>> FetchAsync(LaneLease lease, IReadOnlyCollection<long> inHand, DateTimeOffset now, int most, CancellationToken cancellationToken) =>
        Through().FetchAsync(lease, inHand, now, most, cancellationToken);

    public ValueTask<IReadOnlyCollection<long>> CompleteAsync(IReadOnlyCollection<DeliveryResult> results, DateTimeOffset now, CancellationToken cancellationToken) =>
        Through().CompleteAsync(results, now, cancellationToken);

    public ValueTask<bool> NoteAsync(LaneLease lease, LaneCondition condition, CancellationToken cancellationToken) => Through().NoteAsync(lease, condition, cancellationToken);

    public ValueTask<bool> SwitchAsync(string name, bool isDisabled, CancellationToken cancellationToken) => inner.SwitchAsync(name, isDisabled, cancellationToken);

    public ValueTask<DateTimeOffset?> NextDueAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken) => Through().NextDueAsync(names, cancellationToken);

    public Task ListenAsync(Action wake, CancellationToken cancellationToken) => inner.ListenAsync(wake, cancellationToken);

    public ValueTask<IReadOnlyList<LaneStanding>> MeasureAsync(CancellationToken cancellationToken) => inner.MeasureAsync(cancellationToken);

    public ValueTask<IReadOnlyList<DeadLetter>> ListDeadAsync(string lane, long after, int most, CancellationToken cancellationToken) => inner.ListDeadAsync(lane, after, most, cancellationToken);

    public ValueTask<int> ReviveAsync(string lane, IReadOnlyCollection<long> places, DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.ReviveAsync(lane, places, now, cancellationToken);

    public ValueTask TrimAsync(DateTimeOffset before, DateTimeOffset now, CancellationToken cancellationToken) => inner.TrimAsync(before, now, cancellationToken);

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
