using Platform.Audit.Retention;
using Platform.Audit.Tenants;

namespace Platform.Audit;

/// <summary>
/// The logs of tenants: a tree to each, in a store of its own, and one log that has them all under its checkpoints, which is that of the
/// host. A tenant can be given all of his own log and learns nothing of another. A service; for
/// several threads at once.
/// </summary>
public interface IAuditTenants
{
    /// <summary>Opens the log of a tenant, which is begun where there is none. It stays open while the lease is held, and for
    /// <see cref="PlatformAuditTenantsOptions.IdleTimeout"/> after.</summary>
    /// <param name="tenant">His name, as the application has it. It is kept nowhere.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>His log, until it is disposed of.</returns>
    /// <exception cref="AuditIntegrityException">His log is not what the log of the host says of it: it was taken back, is another history,
    /// another tenant's, or gone.</exception>
    /// <exception cref="AuditUnavailableException">So many logs are in use that there was no place for this one in time, or the host
    /// ends.</exception>
    /// <exception cref="InvalidOperationException">His log was removed.</exception>
    ValueTask<AuditTenantLease> OpenAsync(string tenant, CancellationToken cancellationToken = default);

    /// <summary>The id of a tenant: what his log is called, and stands in the log of the host. It says nothing of his name to whoever does
    /// not have the key.</summary>
    /// <param name="tenant">His name.</param>
    /// <returns>32 lower-case hexadecimal digits.</returns>
    string IdOf(string tenant);

    /// <summary>Reads how far the log of each tenant has come, as the log of the host says.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The last statement of each, in the order of ids; not of those whose log was removed.</returns>
    /// <exception cref="AuditIntegrityException">The log of the host is not what was signed.</exception>
    ValueTask<IReadOnlyList<AuditTenantStatement>> ReadStatementsAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Proves a record of a tenant's log against both logs: a <c>.tlog-proof</c> file of his own, which <see cref="AuditVerifier"/>
    /// verifies as any, and which has beside it what the log of the host says
    /// of his tree and the proof of that. <see cref="AuditTenantVerifier"/> verifies all of it.
    /// </summary>
    /// <param name="tenant">His name.</param>
    /// <param name="index">The index of the record in his log.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The bytes of the file.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such record.</exception>
    /// <exception cref="TimeoutException">No checkpoint that covers it could be signed and stored in time.</exception>
    ValueTask<byte[]> ProveAsync(string tenant, long index, CancellationToken cancellationToken = default);

    /// <summary>
    /// Verifies the logs of all tenants: that every record is the one that was stored, and that each log continues everything that the log
    /// of the host says of it. It reads all of them. Whether the log of the host is the one that was
    /// signed <see cref="IAuditReader.VerifyAsync"/> says.
    /// </summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What was found, by tenant.</returns>
    /// <exception cref="AuditIntegrityException">The log of the host is not what was signed, so there is no verdict.</exception>
    ValueTask<AuditTenantsVerification> VerifyAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Opens each log that has records of which the log of the host does not speak yet, and has them signed and stated: what a process that
    /// was killed
    /// has left, which would otherwise wait until the log is opened. It looks into every store; best once after a start.
    /// </summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many logs that were. One that is refused is logged, and named by <see cref="VerifyAsync"/>.</returns>
    ValueTask<int> SettleAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// States again, at the end of the host's log, what it says last of each tenant only before a place: so that its records before that
    /// place can be dropped (<see cref="IAuditRetention"/>). Until then those stay.
    /// </summary>
    /// <param name="before">The place: an index in the log of the host.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>A task that ends when all of it is recorded.</returns>
    /// <exception cref="AuditUnavailableException">It could not be recorded in time.</exception>
    ValueTask RestateAsync(long before, CancellationToken cancellationToken = default);

    /// <summary>
    /// Removes the log of a tenant, with everything that is beside it. A record <c>audit.tenant-removed</c> of the host's log says so,
    /// signed by its key. Best after a copy of it was given away: what is left is what the host's log
    /// says of it, and the tenant's name begins no log again.
    /// </summary>
    /// <param name="tenant">His name.</param>
    /// <param name="reason">Why, for the log of the host. Nothing personal. Default: not said.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>A task that ends when it is gone. After a crash it may be called again.</returns>
    /// <exception cref="AuditHeldException">A hold has records of his (<see cref="IAuditHolds"/>). Nothing was changed.</exception>
    /// <exception cref="AuditUnavailableException">It is in use, here or in another process, or it could not be recorded.</exception>
    ValueTask RemoveAsync(string tenant, string? reason = null, CancellationToken cancellationToken = default);
}
