using Platform.Audit.Retention;
using Platform.Audit.Sequencing;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;

namespace Platform.Audit.Tenants;

/// <summary>The logs of tenants, beside the log of the host.</summary>
internal sealed class TenantLogs(
    AuditLog host, IAuditStore hostStore, TenantBook book, TenantNames names, TenantPool pool, IAuditTenantStores stores) : IAuditTenants
{
    public async ValueTask<AuditTenantLease> OpenAsync(string tenant, CancellationToken cancellationToken = default) =>
        new(pool, await pool.EnterAsync(IdOf(tenant), cancellationToken).ConfigureAwait(false));

    public string IdOf(string tenant)
    {
        ArgumentException.ThrowIfNullOrEmpty(tenant);
        return names.IdOf(tenant);
    }

    public async ValueTask<IReadOnlyList<AuditTenantStatement>> ReadStatementsAsync(CancellationToken cancellationToken = default)
    {
        await book.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        return [.. book.Last.Where(statement => book.FindRemoval(statement.Id) is null).OrderBy(
            static statement => statement.Id, StringComparer.Ordinal)];
    }

    public async ValueTask<byte[]> ProveAsync(string tenant, long index, CancellationToken cancellationToken = default)
    {
        var lease = await OpenAsync(tenant, cancellationToken).ConfigureAwait(false);
        await using var leaving = lease.ConfigureAwait(false);
        var open = lease.Place.Open;
        var state = await open.Log.ReadStateAsync(cancellationToken).ConfigureAwait(false);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, state.Size);
        // His log signs, and the log of the host has it before this returns.
        await open.Log.ReadSignedAsync(index + 1, cancellationToken).ConfigureAwait(false);
        var stated = await open.Anchor.FindAsync(index + 1, cancellationToken).ConfigureAwait(false);
        var hashes = new TreeHash[TreeProof.MaxLength];
        var count = await new TileReader(open.Store, stated.Size).Prover.ProveInclusionAsync(
            index, stated.Size, hashes, cancellationToken).ConfigureAwait(false);

        var record = await new TileReader(hostStore, stated.Index + 1).ReadEntryAsync(
            stated.Index, cancellationToken).ConfigureAwait(false);
        var proof = await host.ProveAsync(stated.Index, cancellationToken).ConfigureAwait(false);
        return AuditTenantProof.Write(index, hashes.AsSpan(0, count), stated, record.Span, proof);
    }

    public async ValueTask<AuditTenantsVerification> VerifyAsync(CancellationToken cancellationToken = default)
    {
        await book.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        return await new TenantVerification(host, hostStore, book, stores).VerifyAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<int> SettleAsync(CancellationToken cancellationToken = default)
    {
        await book.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        var settled = 0;
        foreach (var id in await stores.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                if (await ReadSizeAsync(id, cancellationToken).ConfigureAwait(false) is { } size && size > (book.Find(id)?.Size ?? 0)
                    && book.FindRemoval(id) is null)
                {
                    using var lease = new AuditTenantLease(pool, await pool.EnterAsync(id, cancellationToken).ConfigureAwait(false));
                    await lease.Place.Open.Log.ReadSignedAsync(size, cancellationToken).ConfigureAwait(false);
                    settled++;
                }
            }
            catch (AuditIntegrityException)
            {
                // It was told when it was opened, or is when it is verified.
            }
        }
        return settled;
    }

    public async ValueTask RestateAsync(long before, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(before);
        await book.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        foreach (var last in book.Last.Where(last => last.Index < before && book.FindRemoval(last.Id) is null).ToList())
            await host.AppendAsync(
                new TenantTree(last.Id, last.Checkpoint, names.Check), context: null, AuditAcknowledgement.Durable,
                cancellationToken).ConfigureAwait(false);
        foreach (var id in book.RemovedBefore(before))
            await host.AppendAsync(
                new TenantRemoved(id, Reason: null, host.Keys), context: null, AuditAcknowledgement.Durable,
                cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask RemoveAsync(string tenant, string? reason = null, CancellationToken cancellationToken = default)
    {
        var id = IdOf(tenant);
        await book.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        if (book.FindRemoval(id) is not null)
        {
            // Whoever did it has died before the store was gone.
            await stores.RemoveAsync(id, cancellationToken).ConfigureAwait(false);
            return;
        }
        var lease = await OpenAsync(tenant, cancellationToken).ConfigureAwait(false);
        await using var leaving = lease.ConfigureAwait(false);
        var place = lease.Place;
        place.Open.Log.RequireHere();
        if (await place.Open.Holds.ReadAsync(cancellationToken).ConfigureAwait(false) is [var hold, ..])
            throw new AuditHeldException(hold.Id);
        if (!await pool.TryCloseAloneAsync(place, RemoveClosedAsync).ConfigureAwait(false))
            throw AuditUnavailability.InUse.ToException(mayBeRecorded: false);

        async Task RemoveClosedAsync()
        {
            lease.Forget();
            var store = stores.Open(id);
            try
            {
                // Another host may have waited for the log, and have it now: then nothing has happened.
                if (await store.TryAcquireAsync(cancellationToken).ConfigureAwait(false) is null)
                    throw AuditUnavailability.InUse.ToException(mayBeRecorded: false);
                var removal = new TenantRemoved(id, reason, host.Keys);
                await host.AppendAsync(removal, context: null, AuditAcknowledgement.Durable, cancellationToken).ConfigureAwait(false);
                await host.WaitForAsync(IsRemovedAsync, cancellationToken).ConfigureAwait(false);
                await store.ReleaseAsync(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                await OpenTenant.CloseAsync(store).ConfigureAwait(false);
            }
            // If we crash before the store is gone, it is found, and that it should be.
            await stores.RemoveAsync(id, cancellationToken).ConfigureAwait(false);
        }

        async ValueTask<bool> IsRemovedAsync(CancellationToken token)
        {
            await book.CatchUpAsync(token).ConfigureAwait(false);
            return book.FindRemoval(id) is not null;
        }
    }

    private async ValueTask<long?> ReadSizeAsync(string id, CancellationToken cancellationToken)
    {
        if (await stores.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } store)
            return null;
        try
        {
            return (await store.ReadStateAsync(cancellationToken).ConfigureAwait(false)).Size;
        }
        finally
        {
            await OpenTenant.CloseAsync(store).ConfigureAwait(false);
        }
    }
}
