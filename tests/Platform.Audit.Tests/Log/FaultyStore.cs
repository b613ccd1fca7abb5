using Platform.Audit.Stores;
using Platform.Audit.Tiles;

namespace Platform.Audit.Tests.Log;

/// <summary>A store that fails where it is told to: before it has written, after it has, or by not coming back.</summary>
internal sealed class FaultyStore(IAuditStore store) : IAuditStore
{
    private IAuditStore _store = store;
    private TaskCompletionSource? _hold;
    private TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many commits fail before anything is written: a disk that is full.</summary>
    public int FailBefore { get; set; }

    /// <summary>How many commits fail when all is written: an fsync or a connection whose answer is lost.</summary>
    public int FailAfter { get; set; }

    /// <summary>How many attempts to take the log fail.</summary>
    public int FailAcquire { get; set; }

    /// <summary>A commit after which nobody knows what is on the disk.</summary>
    public bool IsDiskInDoubt { get; set; }

    public int Commits { get; private set; }

    /// <summary>Another database answers from now on.</summary>
    public void FailOver(IAuditStore to) => _store = to;

    /// <summary>Commits do not come back before <see cref="LetGo"/>.</summary>
    public void Hold() => _hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when a commit is held.</summary>
    public Task HeldAsync() => _held.Task;

    public void LetGo()
    {
        var hold = _hold;
        _hold = null;
        _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        hold?.TrySetResult();
    }

    public async ValueTask CommitAsync(AuditBatch batch, CancellationToken cancellationToken)
    {
        Commits++;
        if (_hold is { } hold)
        {
            _held.TrySetResult();
            await hold.Task.WaitAsync(cancellationToken);
        }
        if (IsDiskInDoubt)
            throw new AuditIntegrityException("fsync has failed.");
        if (FailBefore > 0 && FailBefore-- > 0)
            throw new IOException("No space left on device");
        await _store.CommitAsync(batch, cancellationToken);
        if (FailAfter > 0 && FailAfter-- > 0)
            throw new IOException("Input/output error");
    }

    public ValueTask<AuditStoreState?> TryAcquireAsync(CancellationToken cancellationToken) =>
        FailAcquire > 0 && FailAcquire-- > 0 ? throw new IOException("Connection refused") : _store.TryAcquireAsync(cancellationToken);

    public ValueTask<AuditStoreState> ReadStateAsync(CancellationToken cancellationToken) => _store.ReadStateAsync(cancellationToken);

    public ValueTask SaveCheckpointAsync(long epoch, ReadOnlyMemory<byte> checkpoint, CancellationToken cancellationToken) => _store.SaveCheckpointAsync(epoch, checkpoint, cancellationToken);

    public ValueTask ReleaseAsync(CancellationToken cancellationToken) => _store.ReleaseAsync(cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(TileAddress address, CancellationToken cancellationToken) => _store.ReadAsync(address, cancellationToken);
}
