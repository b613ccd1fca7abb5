using Platform.RateLimiting.Ledger;

namespace Platform.RateLimiting.Quotas;

/// <summary>
/// A reservation under quotas: corrects what the engine of the rate limits took, and what the ledger counted, in the windows in which it was
/// taken. Each is corrected once, so nothing is credited that was not reserved.
/// </summary>
internal sealed class QuotaReservation(
    RateLimitReservation limits, LedgerWriter writer, KeyAccount account, LedgerAccount[] accounts, QuotaWindows windows, long cost, TimeProvider time) : IReservationSettlement, IQuotaReturn
{
    public async Task<bool> SettleAsync(long actualCost, CancellationToken cancellationToken)
    {
        Correct(actualCost);
        var ofLimits = limits.SettleAsync(actualCost, CancellationToken.None).AsTask();
        var isWritten = actualCost == cost || await writer.WrittenAsync(cancellationToken).ConfigureAwait(false);
        // A policy in shadow mode may have counted without the limits having taken anything.
        return (await ofLimits.WaitAsync(cancellationToken).ConfigureAwait(false) || limits.Decision.Outcome == RateLimitOutcome.Shadowed) && isWritten;
    }

    /// <inheritdoc />
    public void GiveBack() => Correct(0);

    /// <summary>The estimate stood in the ledger from then on; a correction belongs to the same windows, also when they are over.</summary>
    private void Correct(long actualCost)
    {
        var now = time.GetUtcNow();
        account.Correct(accounts, LedgerDecision.Bounded(actualCost) - LedgerDecision.Bounded(cost), now < windows.Last ? now : windows.Last);
    }
}
