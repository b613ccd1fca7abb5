namespace Platform.Encryption.Reencryption;

/// <summary>What came of a run.</summary>
public sealed record ReencryptionReport
{
    /// <summary>What the keys are for: one scope, or several of a tenant that were searched at once.</summary>
    public required IReadOnlyList<KeyScope> Scopes { get; init; }

    /// <summary>How many values this run has replaced.</summary>
    public long Replaced { get; init; }

    /// <summary>How often somebody else was faster with a value.</summary>
    public long Changed { get; init; }

    /// <summary>How many values a place did not take, such as one that a unique index has already. They keep their key alive.</summary>
    public long Refused { get; init; }

    /// <summary>How many values do not open in their place. They keep their key alive until somebody mends or deletes them.</summary>
    public long Unreadable { get; init; }

    /// <summary>What the targets have left.</summary>
    public IReadOnlyList<ReencryptionCount> Counts { get; init; } = [];

    /// <summary>That former keys can go, or <see langword="null"/> if something is left of all of them, if no target may hold a scope, or if it is too early.</summary>
    public ReencryptionProof? Proof { get; init; }

    /// <summary>Until then an instance may still seal with a former key that is not in the proof; <see langword="null"/> if that is over for all of them.</summary>
    public DateTimeOffset? ProvableFrom { get; init; }

    /// <summary>How many values name a former key, in all targets.</summary>
    public long Left => Counts.Sum(static count => count.Left);
}
