using Platform.Audit.StoreContract;
using Platform.Audit.Stores;

namespace Platform.Audit.Tests.Tenants;

public sealed class InMemoryAuditTenantTests : AuditTenantContract
{
    private readonly InMemoryAuditStore _host = new();

    protected override IAuditTenantStores Stores { get; } = new InMemoryAuditTenantStores();

    protected override IAuditStore OpenHost() => _host.Connect();

    protected override IAuditTenantStores OpenAnotherStores() => Stores;
}
