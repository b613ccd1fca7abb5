using System.Security.Cryptography;
using System.Text;
using Platform.Audit.PersonalData;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;

namespace Platform.Audit.Retention;

/// <summary>
/// The holds of a log, as records say that it has signed. All records are read for them, once, and from then on those that are new; what was read
/// is compared with the tree that was signed before anybody goes by it.
/// </summary>
internal sealed class RecordHolds(AuditLog log, IAuditStore store, IAuditContentProtector? protector = null) : IAuditHolds, IDisposable
{
    private const int MostIdBytes = 255;

    private readonly SemaphoreSlim _reading = new(1);
    private HoldBook? _book;

    public async ValueTask<AuditReceipt> PlaceAsync(AuditHold hold, string? reason = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(hold);
        if (string.IsNullOrEmpty(hold.Id) || Encoding.UTF8.GetByteCount(hold.Id) > MostIdBytes)
            throw new ArgumentException($"A hold has an id of 1 to {MostIdBytes} bytes.", nameof(hold));
        if (hold is { Actor: null, Target: null, Tenant: null, Subject: null, First: null, End: null })
            throw new ArgumentException("A hold says what it holds: an actor, a target, a tenant, a subject or a range.", nameof(hold));
        if (hold.First < 0 || hold.End <= (hold.First ?? 0))
            throw new ArgumentException("The range of a hold has a record at least.", nameof(hold));
        while (true)
        {
            var size = (await log.ReadStateAsync(cancellationToken).ConfigureAwait(false)).Size;
            var placement = Draw();
            var receipt = await log.AppendAsync(new LogHeld(hold, placement, size, reason, log.Keys), AuditAcknowledgement.Durable, cancellationToken).ConfigureAwait(false);
            // Left for the process that has the log it holds nothing yet, and that process may be dropping at this moment.
            if (!receipt.TryGetIndex(out _))
                await log.WaitForAsync(async token => await IsTooLateAsync(size, token).ConfigureAwait(false) || (await ReadPlacedAsync(token).ConfigureAwait(false)).Any(each => each.Placement == placement), cancellationToken).ConfigureAwait(false);
            // Where records were dropped on its way that were there when it was signed, it would be taken for a copy. Once it is in the log they stay.
            if (!await IsTooLateAsync(size, cancellationToken).ConfigureAwait(false))
                return receipt;
        }

        async ValueTask<bool> IsTooLateAsync(long size, CancellationToken token) => (await log.ReadStateAsync(token).ConfigureAwait(false)).KeptFrom > size;
    }

    public async ValueTask<AuditReceipt> ReleaseAsync(string id, string? reason = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        var placed = await ReadPlacedAsync(cancellationToken).ConfigureAwait(false);
        AuditReceipt? receipt = null;
        foreach (var each in placed.Where(each => each.Hold.Id == id))
            receipt = await log.AppendAsync(new LogReleased(id, each.Placement, reason, log.Keys), AuditAcknowledgement.Durable, cancellationToken).ConfigureAwait(false);
        return receipt ?? throw new ArgumentException($"There is no hold {id}.", nameof(id));
    }

    public async ValueTask<IReadOnlyList<AuditHold>> ReadAsync(CancellationToken cancellationToken = default) =>
        [.. (await ReadPlacedAsync(cancellationToken).ConfigureAwait(false)).Select(static each => each.Hold)];

    /// <summary>The holds that are in force, in the order in which they were placed. What no checkpoint speaks of yet is among them, and is read again
    /// when one does.</summary>
    /// <exception cref="AuditIntegrityException">Records are not those that were signed.</exception>
    public async ValueTask<IReadOnlyList<PlacedHold>> ReadPlacedAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (true)
            {
                var (state, size, root) = await log.ReadSignedStateAsync(cancellationToken).ConfigureAwait(false);
                try
                {
                    var book = await AdvanceAsync(state, Math.Max(size, state.KeptFrom), size > state.KeptFrom ? root : null, cancellationToken).ConfigureAwait(false);
                    // What no checkpoint speaks of yet has a root of its own, in the store: without it a checkpoint that was taken back would let everything behind it be changed.
                    var rest = await book.ReadAsync(store, state.Size, cancellationToken).ConfigureAwait(false);
                    return rest.Root == state.Root ? rest.InForce(state.KeptFrom) : throw NotStored(size, state.Size);
                }
                catch (TileException)
                {
                    // What is missing may have been dropped meanwhile, by the process that has the log.
                    if ((await log.ReadStateAsync(cancellationToken).ConfigureAwait(false)).KeptFrom == state.KeptFrom)
                        throw;
                }
            }
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>The same up to a size whose root is known, for whoever adds to the log: nothing comes behind it meanwhile.</summary>
    /// <exception cref="AuditIntegrityException">Records are not those that this process has added, or found when it took the log.</exception>
    public async ValueTask<IReadOnlyList<PlacedHold>> ReadPlacedAsync(long size, TreeHash root, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var state = await log.ReadStateAsync(cancellationToken).ConfigureAwait(false);
            return (await AdvanceAsync(state, size, root, cancellationToken).ConfigureAwait(false)).InForce(state.KeptFrom);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>For whoever asks which hold has a record.</summary>
    public HoldLook Look() => new(store, protector, log.Keys.Policy);

    public void Dispose() => _reading.Dispose();

    private async ValueTask<HoldBook> AdvanceAsync(AuditStoreState state, long size, TreeHash? root, CancellationToken cancellationToken)
    {
        if (_book is not null && _book.Size > state.Size)
            throw new AuditIntegrityException($"The store of the audit log has {state.Size} records, and this process has read {_book.Size}: the last are missing.");
        var book = _book is not null && _book.Size >= state.KeptFrom ? _book : await HoldBook.BeginAsync(store, state, log.Keys.Policy, cancellationToken).ConfigureAwait(false);
        if (book.Size >= size)
            return book;
        book = await book.ReadAsync(store, size, cancellationToken).ConfigureAwait(false);
        if (root is { } signed && book.Root != signed)
        {
            _book = null;
            throw new AuditIntegrityException($"The records before {size} are not those that were signed, so nobody knows what is held. Verify the log: it names them.");
        }
        return _book = book;
    }

    private static AuditIntegrityException NotStored(long signed, long size) =>
        new($"The records from {signed} to {size - 1} are not those that were stored, so nobody knows what is held. Verify the log: it names them.");

    private static Guid Draw() => new(RandomNumberGenerator.GetBytes(16));
}
