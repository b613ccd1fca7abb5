namespace Platform.Encryption.Reencryption;

/// <summary>What came of a run.</summary>
/// <param name="Scope">What the keys are for.</param>
/// <param name="Replaced">How many values this run has replaced.</param>
/// <param name="Changed">How often somebody else was faster with a value.</param>
/// <param name="Unreadable">How many values do not open in their place. They keep their key alive until somebody mends or deletes them.</param>
/// <param name="Counts">What the targets have left.</param>
/// <param name="Proof">That former keys can go, or <see langword="null"/> if something is left, if no target may hold the scope, or if it is too early.</param>
/// <param name="ProvableFrom">Until then an instance may still seal with a former key; <see langword="null"/> if that is over for all of them.</param>
public sealed record ReencryptionReport(
    KeyScope Scope, long Replaced, long Changed, long Unreadable, IReadOnlyList<ReencryptionCount> Counts, ReencryptionProof? Proof, DateTimeOffset? ProvableFrom)
{
    /// <summary>How many values name a former key, in all targets.</summary>
    public long Left => Counts.Sum(static count => count.Left);
}
