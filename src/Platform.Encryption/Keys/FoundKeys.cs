namespace Platform.Encryption.Keys;

/// <summary>What a store knows of some ids. One that is in neither list is unknown.</summary>
/// <param name="Keys">All keys of the scopes that the ids belong to, scope by scope in the order of their versions.</param>
/// <param name="Gone">Those of the ids that were destroyed or retired: what names them cannot be opened any more, and that is meant.</param>
public sealed record FoundKeys(IReadOnlyList<StoredKey> Keys, IReadOnlyList<KeyId> Gone);
