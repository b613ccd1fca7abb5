using System.Security.Cryptography;
using System.Text;
using Platform.Audit.Search;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;

namespace Platform.Audit.Retention;

/// <summary>
/// The holds of a log, as records say that it has signed. All records are read for them, once, and from then on those that are new; what was read
/// is compared with the tree that was signed before anybody goes by it.
/// </summary>
internal sealed class RecordHolds(AuditLog log, IAuditStore store) : IAuditHolds, IDisposable
{
    private const int MostIdBytes = 255;

    private readonly SemaphoreSlim _reading = new(1);
    private HoldBook? _book;

    public async ValueTask<AuditReceipt> PlaceAsync(AuditHold hold, string? reason = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(hold);
        if (string.IsNullOrEmpty(hold.Id) || Encoding.UTF8.GetByteCount(hold.Id) > MostIdBytes)
            throw new ArgumentException($"A hold has an id of 1 to {MostIdBytes} bytes.", nameof(hold));
        if (hold is { Actor: null, Target: null, Tenant: null, First: null, End: null })
            throw new ArgumentException("A hold says what it holds: an actor, a target, a tenant or a range.", nameof(hold));
        if (hold.First < 0 || hold.End <= (hold.First ?? 0))
            throw new ArgumentException("The range of a hold has a record at least.", nameof(hold));
        var before = await ReadPlacedAsync(cancellationToken).ConfigureAwait(false);
        var placement = Draw();
        var receipt = await log.AppendAsync(new LogHeld(hold, placement, reason, log.Keys), AuditAcknowledgement.Durable, cancellationToken).ConfigureAwait(false);
        // Left for the process that has the log it holds nothing yet, and that process may be dropping at this moment.
        if (!receipt.TryGetIndex(out _))
            await log.WaitForAsync(async token => (await ReadPlacedAsync(token).ConfigureAwait(false)).Any(each => each.Placement == placement), cancellationToken).ConfigureAwait(false);
        // Behind it: whoever dies between the two holds too much, and never too little.
        await ReleaseAsync(before, hold.Id, "another takes its place", cancellationToken).ConfigureAwait(false);
        return receipt;
    }

    public async ValueTask<AuditReceipt> ReleaseAsync(string id, string? reason = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        var placed = await ReadPlacedAsync(cancellationToken).ConfigureAwait(false);
        return await ReleaseAsync(placed, id, reason, cancellationToken).ConfigureAwait(false) ?? throw new ArgumentException($"There is no hold {id}.", nameof(id));
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
                var state = await log.ReadStateAsync(cancellationToken).ConfigureAwait(false);
                try
                {
                    var (size, root) = log.FindSigned(state);
                    var book = await AdvanceAsync(state, Math.Max(size, state.KeptFrom), size > state.KeptFrom ? root : null, cancellationToken).ConfigureAwait(false);
                    return (await book.ReadAsync(store, state.Size, cancellationToken).ConfigureAwait(false)).Placed;
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
            return (await AdvanceAsync(await log.ReadStateAsync(cancellationToken).ConfigureAwait(false), size, root, cancellationToken).ConfigureAwait(false)).Placed;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>The hold that has a record; <see langword="null"/> where none has.</summary>
    public static AuditHold? Find(IReadOnlyList<PlacedHold> placed, long index, ReadOnlySpan<byte> record)
    {
        if (placed.Count == 0)
            return null;
        var entry = IndexEntries.Of(index, record);
        foreach (var each in placed)
        {
            if (each.Has(entry))
                return each.Hold;
        }
        return null;
    }

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

    private async ValueTask<AuditReceipt?> ReleaseAsync(IReadOnlyList<PlacedHold> placed, string id, string? reason, CancellationToken cancellationToken)
    {
        AuditReceipt? receipt = null;
        foreach (var each in placed.Where(each => each.Hold.Id == id))
            receipt = await log.AppendAsync(new LogReleased(id, each.Placement, reason, log.Keys), AuditAcknowledgement.Durable, cancellationToken).ConfigureAwait(false);
        return receipt;
    }

    private static Guid Draw() => new(RandomNumberGenerator.GetBytes(16));
}
