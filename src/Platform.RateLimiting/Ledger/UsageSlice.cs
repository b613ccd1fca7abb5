namespace Platform.RateLimiting.Ledger;

/// <summary>What a consumer used under a policy in a part of an hour: the whole of it, unless a window of a quota begins or ends within.</summary>
/// <param name="Policy">The policy's name.</param>
/// <param name="Consumer">The consumer.</param>
/// <param name="Start">The first instant, in whole seconds.</param>
/// <param name="End">The first instant after it.</param>
/// <param name="Amount">Permits used. Negative where a correction gives back more than was used since the slice was last exported.</param>
public sealed record UsageSlice(string Policy, string Consumer, DateTimeOffset Start, DateTimeOffset End, long Amount);
