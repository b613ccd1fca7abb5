using Platform.Audit.StoreContract;
using Platform.Audit.Stores;

namespace Platform.Audit.Tests.Retention;

public sealed class InMemoryAuditHoldTests : AuditHoldContract
{
    protected override IAuditPersonalStore Store { get; } = new InMemoryAuditStore();
}
