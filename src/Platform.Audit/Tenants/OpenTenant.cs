using Platform.Audit.Intake;
using Platform.Audit.PersonalData;
using Platform.Audit.Retention;
using Platform.Audit.Stores;

namespace Platform.Audit.Tenants;

/// <summary>The log of a tenant while it is open, with all that a log has.</summary>
internal sealed class OpenTenant(
    AuditLog log, IAuditStore store, TenantAnchor anchor, RecordHolds holds, RecordRetention retention, PersonalRecords? personal,
    AuditIntake? intake) : IAsyncDisposable
{
    public AuditLog Log => log;

    public IAuditStore Store => store;

    public TenantAnchor Anchor => anchor;

    public RecordHolds Holds => holds;

    public RecordRetention Retention => retention;

    public PersonalRecords PersonalData =>
        personal ?? throw new InvalidOperationException("The stores of tenants cannot keep personal fields apart from records.");

    public AuditIntake Intake => intake ?? throw new InvalidOperationException("The stores of tenants have no intake.");

    /// <summary>Whether it does not do what it should.</summary>
    public bool IsFailing => log.Unavailability is not null || log.IsPublicationFailing;

    /// <summary>Records and signs what is left, and closes the store.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await log.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            holds.Dispose();
            retention.Dispose();
            await CloseAsync(store).ConfigureAwait(false);
        }
    }

    public static async ValueTask CloseAsync(IAuditStore store)
    {
        if (store is IAsyncDisposable closing)
            await closing.DisposeAsync().ConfigureAwait(false);
        else
            (store as IDisposable)?.Dispose();
    }
}
