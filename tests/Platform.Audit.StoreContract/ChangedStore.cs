using Platform.Audit.Stores;
using Platform.Audit.Tiles;

namespace Platform.Audit.StoreContract;

/// <summary>A store under the hands of whoever owns its tables: it shows other tiles than were written, or is another store from some time on.</summary>
public sealed class ChangedStore(IAuditStore store) : IAuditStore
{
    private IAuditStore _store = store;

    /// <summary>What it shows of a tile. Default: what is there.</summary>
    public Func<TileAddress, ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> Shows { get; set; } = static (_, bytes) => bytes;

    /// <summary>Another database answers from now on.</summary>
    public void FailOver(IAuditStore to) => _store = to;

    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(TileAddress address, CancellationToken cancellationToken) => Shows(address, await _store.ReadAsync(address, cancellationToken));

    public ValueTask<AuditStoreState?> TryAcquireAsync(CancellationToken cancellationToken) => _store.TryAcquireAsync(cancellationToken);

    public ValueTask<AuditStoreState> ReadStateAsync(CancellationToken cancellationToken) => _store.ReadStateAsync(cancellationToken);

    public ValueTask CommitAsync(AuditBatch batch, CancellationToken cancellationToken) => _store.CommitAsync(batch, cancellationToken);

    public ValueTask SaveCheckpointAsync(long epoch, ReadOnlyMemory<byte> checkpoint, CancellationToken cancellationToken) => _store.SaveCheckpointAsync(epoch, checkpoint, cancellationToken);

    public ValueTask ReleaseAsync(CancellationToken cancellationToken) => _store.ReleaseAsync(cancellationToken);
}
