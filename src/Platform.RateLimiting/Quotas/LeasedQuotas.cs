using Platform.RateLimiting.Ledger;

namespace Platform.RateLimiting.Quotas;

/// <summary>What was taken from a lease.</summary>
internal sealed class LeasedQuotas(KeyAccount account, LedgerAccount[] accounts, QuotaWindows windows, long cost, TimeProvider time) : IQuotaReturn
{
    public void GiveBack()
    {
        var now = time.GetUtcNow();
        account.PutBack(windows, accounts, cost, now < windows.Last ? now : windows.Last);
    }
}
