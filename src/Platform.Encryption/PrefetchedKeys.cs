using Platform.Encryption.Keys;

namespace Platform.Encryption;

/// <summary>What the keys that many values name belong to. An id in neither is unknown to the store.</summary>
/// <param name="Scopes">The scope of each id that there is, to be leased.</param>
/// <param name="Gone">The ids whose keys were destroyed or retired: their values are erased, and that is meant.</param>
public sealed record PrefetchedKeys(IReadOnlyDictionary<KeyId, KeyScope> Scopes, IReadOnlyList<KeyId> Gone);
