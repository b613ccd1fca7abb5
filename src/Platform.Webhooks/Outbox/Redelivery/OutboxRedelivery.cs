using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.Outbox.Redelivery;

/// <summary>What people ask of the store, by the clock of the host.</summary>
internal sealed class OutboxRedelivery(IOutboxStore store, TimeProvider time) : IOutboxRedelivery
{
    private readonly IRedeliveryStore _store = store as IRedeliveryStore
        ?? throw new NotSupportedException($"{store.GetType()} cannot deliver again: it is no IRedeliveryStore.");

    private int _isEstimating;

    public async ValueTask<RedeliveryEstimate?> EstimateAsync(RedeliveryRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        // Each takes a connection and seconds of the database: those who ask by the hundred must not have them all.
        if (Interlocked.Exchange(ref _isEstimating, 1) == 1)
            throw new RedeliveryLimitException("Another estimate is being made.");
        try
        {
            return await _store.EstimateAsync(request, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _isEstimating, 0);
        }
    }

    public ValueTask<RedeliveryJob?> StartAsync(RedeliveryRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _store.StartAsync(request, time.GetUtcNow(), cancellationToken);
    }

    public ValueTask<bool> CancelAsync(long id, CancellationToken cancellationToken = default) => _store.CancelAsync(id, time.GetUtcNow(), cancellationToken);

    public ValueTask<IReadOnlyList<RedeliveryJob>> ListAsync(CancellationToken cancellationToken = default) => _store.ListAsync(cancellationToken);
}
