using Platform.Audit.StoreContract;
using Platform.Audit.Stores;

namespace Platform.Audit.Tests.Log;

public sealed class InMemorySearchTests : AuditSearchContract
{
    private readonly InMemoryAuditStore _store = new();

    protected override IAuditSearchStore Store => _store;

    protected override IAuditSearchStore OpenAnother() => _store.Connect();
}
