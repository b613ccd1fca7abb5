namespace Platform.RateLimiting;

/// <summary>A consumer has used so much of a quota. Told once for each level and window, by the process whose call it was.</summary>
/// <param name="Policy">The policy's name.</param>
/// <param name="Quota">The quota's name.</param>
/// <param name="Consumer">The consumer as the ledger writes it.</param>
/// <param name="Percent">The level, in per cent of what the window gives.</param>
/// <param name="Used">Permits used.</param>
/// <param name="Available">What the window gives: allowance and what was carried.</param>
/// <param name="WindowEnd">When the quota begins anew.</param>
public sealed record QuotaWarning(string Policy, string Quota, string Consumer, int Percent, long Used, long Available, DateTimeOffset WindowEnd);
