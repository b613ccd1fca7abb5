namespace Platform.RateLimiting.Ledger;

/// <summary>How an account stands.</summary>
/// <param name="Carried">Permits carried in; fixed when the account is opened.</param>
/// <param name="Used">Permits used.</param>
/// <param name="Held">Permits that processes have taken ahead as leases and not reported as used.</param>
/// <param name="WarnedPercent">The highest warning level that was told; 0 for none.</param>
public readonly record struct LedgerAccountState(long Carried, long Used, long Held, int WarnedPercent);
