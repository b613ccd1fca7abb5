using Platform.RateLimiting.Ledger;

namespace Platform.RateLimiting.Tests.Quotas;

/// <summary>A store that can be made to fail, before it commits or after, or to hang.</summary>
internal sealed class FaultyStore : IUsageLedgerStore
{
    private readonly InMemoryLedgerStore _inner = new();
    private readonly Lock _lock = new();
    private TaskCompletionSource? _hanging;
    private int _waiting;

    /// <summary>Fails so many commits before anything is written.</summary>
    public int FailBefore { get; set; }

    /// <summary>Fails so many commits after they have been written: whoever sent them does not know.</summary>
    public int FailAfter { get; set; }

    public int Commits { get; private set; }

    public List<int> BatchSizes { get; } = [];

    /// <summary>Commits wait until <see cref="Resume"/>.</summary>
    public void Hang()
    {
        lock (_lock)
            _hanging = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Resume()
    {
        lock (_lock)
        {
            _hanging?.TrySetResult();
            _hanging = null;
        }
    }

    /// <summary>Waits until a commit hangs.</summary>
    public async Task UntilHangingAsync()
    {
        while (Volatile.Read(ref _waiting) == 0)
            await Task.Yield();
    }

    public async ValueTask CommitAsync(LedgerBatch batch, CancellationToken cancellationToken)
    {
        Task? hanging;
        lock (_lock)
            hanging = _hanging?.Task;
        if (hanging is not null)
        {
            Interlocked.Increment(ref _waiting);
            await hanging.WaitAsync(cancellationToken);
            Interlocked.Decrement(ref _waiting);
        }
        lock (_lock)
        {
            Commits++;
            BatchSizes.Add(batch.Entries.Count);
            if (FailBefore > 0)
            {
                FailBefore--;
                throw new IOException("Refused before anything was written.");
            }
        }
        await _inner.CommitAsync(batch, cancellationToken);
        lock (_lock)
        {
            if (FailAfter > 0)
            {
                FailAfter--;
                throw new IOException("The answer was lost.");
            }
        }
    }

    public ValueTask<IReadOnlyList<UsageTotal>> QueryAsync(UsageQuery query, CancellationToken cancellationToken) => _inner.QueryAsync(query, cancellationToken);

    public ValueTask<LedgerPage> ExportAsync(long after, int most, DateTimeOffset? endedBy, CancellationToken cancellationToken) => _inner.ExportAsync(after, most, endedBy, cancellationToken);

    public ValueTask<long> RollUpAsync(DateTimeOffset before, long exportedThrough, CancellationToken cancellationToken) => _inner.RollUpAsync(before, exportedThrough, cancellationToken);
}
