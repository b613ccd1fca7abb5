namespace Platform.RateLimiting.Ledger;

/// <summary>What a batch changes.</summary>
/// <param name="States">How the accounts stand afterwards, in their order; most stores write all of them.</param>
/// <param name="Usage">What is to be added to the open slices of usage.</param>
/// <param name="Outcome">What to store with the writer's name and the batch's number, for <see cref="LedgerBatch.Recall"/>.</param>
public sealed record LedgerChanges(IReadOnlyList<LedgerAccountState> States, IReadOnlyList<UsageSlice> Usage, ReadOnlyMemory<byte> Outcome);
