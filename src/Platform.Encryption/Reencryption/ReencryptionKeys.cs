using Platform.Encryption.Keys;

namespace Platform.Encryption.Reencryption;

/// <summary>The keys of a scope for a page of work: which are former ones, and the lease that opens with them and seals with the newest.</summary>
/// <param name="Keyring">Where other keys come from, for values of a blind index.</param>
/// <param name="Lease">The keys. Disposed by whoever made it.</param>
/// <param name="Scope">What the keys are for.</param>
/// <param name="Former">The ids of those that are to go; never empty, and never the newest.</param>
public sealed record ReencryptionKeys(Keyring Keyring, KeyLease Lease, KeyScope Scope, IReadOnlyList<KeyId> Former);
