using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.Outbox.Redelivery;

/// <summary>What people ask of the store, by the clock of the host.</summary>
internal sealed class OutboxRedelivery(IOutboxStore store, TimeProvider time) : IOutboxRedelivery
{
    private readonly IRedeliveryStore _store = store as IRedeliveryStore
        ?? throw new NotSupportedException($"{store.GetType()} cannot deliver again: it is no IRedeliveryStore.");

    public ValueTask<RedeliveryEstimate?> EstimateAsync(RedeliveryRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _store.EstimateAsync(request, time.GetUtcNow(), cancellationToken);
    }

    public ValueTask<RedeliveryJob?> StartAsync(RedeliveryRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _store.StartAsync(request, time.GetUtcNow(), cancellationToken);
    }

    public ValueTask<bool> CancelAsync(long id, CancellationToken cancellationToken = default) => _store.CancelAsync(id, time.GetUtcNow(), cancellationToken);

    public ValueTask<IReadOnlyList<RedeliveryJob>> ListAsync(CancellationToken cancellationToken = default) => _store.ListAsync(cancellationToken);
}
