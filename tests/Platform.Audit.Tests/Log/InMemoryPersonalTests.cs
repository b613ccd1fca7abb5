using Platform.Audit.StoreContract;
using Platform.Audit.Stores;

namespace Platform.Audit.Tests.Log;

public sealed class InMemoryPersonalTests : AuditPersonalContract
{
    private readonly InMemoryAuditStore _store = new();

    protected override IAuditPersonalStore Store => _store;

    protected override IAuditPersonalStore OpenAnother() => _store.Connect();
}
