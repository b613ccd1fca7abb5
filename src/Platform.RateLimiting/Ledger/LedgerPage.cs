namespace Platform.RateLimiting.Ledger;

/// <summary>Slices that were read for export.</summary>
/// <param name="LedgerId">Identifies the ledger; drawn when it was made.</param>
/// <param name="ForgottenThrough">The highest number that was rolled up and can no longer be read; 0 for none.</param>
/// <param name="Slices">The slices with their numbers, in order.</param>
public sealed record LedgerPage(string LedgerId, long ForgottenThrough, IReadOnlyList<(long Number, UsageSlice Slice)> Slices);
