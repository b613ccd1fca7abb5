using Platform.Audit.Retention;

namespace Platform.Audit.Tenants;

/// <summary>The log of a tenant, which stays open until this is disposed of. It does everything that a log does. For several threads at
/// once.</summary>
public sealed class AuditTenantLease : IAsyncDisposable, IDisposable
{
    private readonly TenantPool _pool;
    private TenantPlace? _place;

    internal AuditTenantLease(TenantPool pool, TenantPlace place) => (_pool, _place) = (pool, place);

    /// <summary>The id of the tenant.</summary>
    public string Id => Place.Id;

    /// <summary>His log. What is appended as <see cref="AuditAcknowledgement.Published"/> is under a checkpoint of his, which a record of
    /// the host's log has that is under a checkpoint of the host.</summary>
    public IAuditLog Log => Place.Open.Log;

    /// <summary>Personal fields of his records.</summary>
    /// <exception cref="InvalidOperationException">The stores of tenants cannot keep them.</exception>
    public IAuditPersonalData PersonalData => Place.Open.PersonalData;

    /// <summary>Legal holds on his records.</summary>
    public IAuditHolds Holds => Place.Open.Holds;

    /// <summary>Dropping his oldest records.</summary>
    public IAuditRetention Retention => Place.Open.Retention;

    /// <summary>Events in transactions of the database that his log is kept in. What is committed after his log was closed is taken up when
    /// it is opened again.</summary>
    /// <exception cref="InvalidOperationException">The stores of tenants have no intake.</exception>
    public IAuditIntake Intake => Place.Open.Intake;

    internal TenantPlace Place => Volatile.Read(ref _place) ?? throw new ObjectDisposedException(nameof(AuditTenantLease));

    /// <summary>Gives it back. A second time does nothing.</summary>
    public void Dispose()
    {
        if (Forget() is { } place)
            _pool.Leave(place);
    }

    /// <summary>Gives it back. A second time does nothing.</summary>
    /// <returns>A task that has ended.</returns>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    /// <summary>Whoever has taken the place out of it gives it back himself.</summary>
    internal TenantPlace? Forget() => Interlocked.Exchange(ref _place, null);
}
