using Platform.Encryption.Keys;

namespace Platform.Encryption.Reencryption;

/// <summary>
/// That no value names some former keys any more: every target was counted and had none, at a time when no instance could seal with them. Made by <see cref="Reencryptor"/> alone;
/// <see cref="Keyring.RetireAsync"/> asks for it.
/// </summary>
/// <remarks>
/// It proves what was counted: targets that the program was told of. A copy elsewhere, an export or a backup of the data still names the keys. And it proves it of the time at which it was
/// counted, so it does not keep: data that was put back since has values that nobody counted.
/// </remarks>
public sealed class ReencryptionProof
{
    /// <summary>How long after <see cref="CountedAt"/> keys are retired by it.</summary>
    internal static readonly TimeSpan Validity = TimeSpan.FromHours(1);

    internal ReencryptionProof(IReadOnlyList<(KeyScope Scope, KeyId Id)> entries, IReadOnlyList<string> targets, DateTimeOffset countedAt) =>
        (Entries, Targets, CountedAt) = (entries, targets, countedAt);

    /// <summary>What the keys are for.</summary>
    public IReadOnlyList<KeyScope> Scopes => [.. Entries.Select(static entry => entry.Scope).Distinct()];

    /// <summary>The keys that nothing names.</summary>
    public IReadOnlyList<KeyId> Keys => [.. Entries.Select(static entry => entry.Id)];

    /// <summary>What was counted.</summary>
    public IReadOnlyList<string> Targets { get; }

    /// <summary>When counting began.</summary>
    public DateTimeOffset CountedAt { get; }

    /// <summary>Until when keys are retired by it: one hour after <see cref="CountedAt"/>. Then count again.</summary>
    public DateTimeOffset ValidUntil => CountedAt + Validity;

    internal IReadOnlyList<(KeyScope Scope, KeyId Id)> Entries { get; }

    /// <summary>Scopes without a subject, keys, targets and time.</summary>
    /// <returns>A sentence.</returns>
    public override string ToString() => $"At {CountedAt:O} no value in {string.Join(", ", Targets)} named {string.Join(", ", Entries.Select(static entry => $"{entry.Id} of {entry.Scope}"))}.";
}
