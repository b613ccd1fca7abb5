using Platform.Encryption.Keys;

namespace Platform.Encryption.Reencryption;

/// <summary>
/// That no value names some former keys any more: every target was counted and had none, at a time when no instance could seal with them. Made by <see cref="Reencryptor"/> alone;
/// <see cref="Keyring.RetireAsync"/> asks for it.
/// </summary>
/// <remarks>It proves what was counted: targets that the program was told of. A copy elsewhere, an export or a backup of the data still names the keys.</remarks>
public sealed class ReencryptionProof
{
    internal ReencryptionProof(KeyScope scope, IReadOnlyList<KeyId> keys, IReadOnlyList<string> targets, DateTimeOffset countedAt) =>
        (Scope, Keys, Targets, CountedAt) = (scope, keys, targets, countedAt);

    /// <summary>What the keys are for.</summary>
    public KeyScope Scope { get; }

    /// <summary>The keys that nothing names.</summary>
    public IReadOnlyList<KeyId> Keys { get; }

    /// <summary>What was counted.</summary>
    public IReadOnlyList<string> Targets { get; }

    /// <summary>When counting began.</summary>
    public DateTimeOffset CountedAt { get; }

    /// <summary>The scope without a subject, keys, targets and time.</summary>
    /// <returns>A sentence.</returns>
    public override string ToString() => $"At {CountedAt:O} no value in {string.Join(", ", Targets)} named {string.Join(", ", Keys)} of {Scope}.";
}
