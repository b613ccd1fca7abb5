using Platform.Audit.StoreContract;
using Platform.Audit.Stores;

namespace Platform.Audit.Tests.Log;

public sealed class InMemoryAuditStoreTests : AuditStoreContract
{
    private readonly InMemoryAuditStore _store = new();

    protected override IAuditStore Store => _store;

    protected override IAuditStore OpenAnother() => _store.Connect();
}

public sealed class InMemoryAuditLogTests : AuditLogContract
{
    private readonly InMemoryAuditStore _store = new();

    protected override IAuditStore Store => _store;

    protected override IAuditStore OpenAnother() => _store.Connect();
}
