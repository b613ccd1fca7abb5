namespace Platform.Encryption.Inventory;

/// <summary>How many values of a place name keys of one kind.</summary>
/// <param name="Keys">What the keys are for: "tenant/purpose", "tenant/purpose/…" for all subjects together, or <see langword="null"/> where the key store does not know the key any more.</param>
/// <param name="Version">The version of the key; <see langword="null"/> for keys of subjects, of which each has its own, and for those that are not there.</param>
/// <param name="Standing">What became of the keys.</param>
/// <param name="Values">How many values.</param>
public sealed record InventoryUse(string? Keys, int? Version, KeyStanding Standing, long Values);
