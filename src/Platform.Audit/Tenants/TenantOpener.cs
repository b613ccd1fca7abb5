using Microsoft.Extensions.Logging;
using Platform.Audit.Intake;
using Platform.Audit.Notes;
using Platform.Audit.PersonalData;
using Platform.Audit.Retention;
using Platform.Audit.Stores;

namespace Platform.Audit.Tenants;

/// <summary>Opens the log of a tenant: an ordinary log, with an origin of its own, whose anchor is the log of the host.</summary>
internal sealed class TenantOpener(
    AuditLog host, TenantBook book, TenantNames names, IAuditTenantStores stores, IEnumerable<NoteVerifier> retired,
    PlatformAuditOptions options, TimeSpan checkpointInterval, TimeProvider time, Telemetry telemetry,
    ILogger<AuditLog> logger, IAuditContextProvider? context, IAuditContentProtector? protector, IAuditArchive? archive)
{
    private readonly Telemetry _telemetry = telemetry.OfTenants();
    private readonly RetentionClasses _classes = new(options.Retention, options.RetentionOtherwise);

    /// <exception cref="AuditIntegrityException">It is not what the log of the host says.</exception>
    /// <exception cref="InvalidOperationException">It was removed.</exception>
    public async Task<OpenTenant> OpenAsync(string id, CancellationToken cancellationToken)
    {
        await book.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        if (book.FindRemoval(id) is { } removed)
            throw new InvalidOperationException(
                FormattableString.Invariant(
                $"The audit log of the tenant with the id {id} was removed, as record {removed} of the host's log says, and no other begins in its place."));
        // Nothing is made in the place of what is gone: whoever looks must see that it is.
        if (book.Find(id) is { Size: > 0 } stated && !await HasStoreAsync(id, cancellationToken).ConfigureAwait(false))
        {
            var gone = new AuditIntegrityException(FormattableString.Invariant(
                $"The audit log of the tenant with the id {id} is gone: record {stated.Index} of the host's log speaks of {stated.Size} records, and there is no store. Bring it back."));
            Log.TenantRefused(logger, id, gone);
            throw gone;
        }
        var open = Create(id, stores.Open(id));
        try
        {
            await open.Log.StartAsync(cancellationToken).ConfigureAwait(false);
            _telemetry.TenantOpened();
            return open;
        }
        catch (AuditIntegrityException refusal)
        {
            await open.DisposeAsync().ConfigureAwait(false);
            Log.TenantRefused(logger, id, refusal);
            throw new AuditIntegrityException($"The audit log of the tenant with the id {id} does not go on. {refusal.Message}", refusal);
        }
        catch
        {
            await open.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask CloseAsync(OpenTenant open)
    {
        _telemetry.TenantClosed();
        await open.DisposeAsync().ConfigureAwait(false);
    }

    private OpenTenant Create(string id, IAuditStore store)
    {
        var anchor = new TenantAnchor(host, book, id, names.Check);
        var tenantLogger = new TenantLogger(logger, id);
        var log = new AuditLog(
            store, host.Keys.Signers, anchor, [anchor], options.ForTenant(TenantOrigin.Of(host.Origin, id), checkpointInterval), [], time,
            _telemetry, tenantLogger, context, retired, protector);
        var holds = new RecordHolds(log, store);
        // Exporters of the host have a log each: none of them holds up what a tenant drops.
        var retention = new RecordRetention(log, store, holds, [], _classes, archive, time, options, tenantLogger);
        return new OpenTenant(
            log, store, anchor, holds, retention, store is IAuditPersonalStore personal
            ? new PersonalRecords(log, personal, holds, protector, options.RecordReads) : null,
            store is IAuditIntakeStore intake ? new AuditIntake(intake, log, time, context, protector) : null);
    }

    private async ValueTask<bool> HasStoreAsync(string id, CancellationToken cancellationToken)
    {
        if (await stores.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } store)
            return false;
        await OpenTenant.CloseAsync(store).ConfigureAwait(false);
        return true;
    }
}
