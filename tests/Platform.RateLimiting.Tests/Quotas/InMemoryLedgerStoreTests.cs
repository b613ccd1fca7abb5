using Platform.RateLimiting.Ledger;
using Platform.RateLimiting.LedgerContract;

namespace Platform.RateLimiting.Tests.Quotas;

public sealed class InMemoryLedgerStoreTests : UsageLedgerStoreContract
{
    protected override IUsageLedgerStore Store { get; } = new InMemoryLedgerStore();

    protected override IUsageLedgerStore OpenAnother() => Store;
}
