using Platform.Encryption;

namespace Platform.Hosting;

/// <summary>With which keys the personal fields of audit events are sealed, and which of them can be found.</summary>
public sealed class AuditEncryptionOptions
{
    /// <summary>The tenant whose keys these are.</summary>
    /// <value>Default: <c>audit</c>.</value>
    public string Tenant { get; set; } = "audit";

    /// <summary>The purpose of the keys.</summary>
    /// <value>Default: <c>personal fields of the audit log</c>.</value>
    public string Purpose { get; set; } = "personal fields of the audit log";

    /// <summary>
    /// Whether each subject has a key of its own, so that destroying it makes what is about that subject unreadable in backups of the log too. Fields that are about nobody are sealed with the key of
    /// the purpose. Events about a subject after its key
    /// was destroyed are sealed with the key of the purpose too. A subject's first event waits for its key to be made, and one after a long pause for its key to be read.
    /// </summary>
    /// <value>Default: <see langword="false"/>: one key for all.</value>
    public bool HasKeyPerSubject { get; set; }

    internal Dictionary<string, BlindIndex> Indexes { get; } = new(StringComparer.Ordinal);

    /// <summary>Lets values of a field be found. Others cannot be.</summary>
    /// <remarks>The key of the index does not rotate: what was found by an older one would be found no more.</remarks>
    /// <param name="field">The field: its own name, or that of one that every record has in small letters, such as <c>actor</c>.</param>
    /// <param name="normalizer">What makes values equal that are written differently.</param>
    /// <param name="plan">How many bits are kept. Planned from how many different values there are; it refuses fields of few.</param>
    /// <returns>The same options, for chaining.</returns>
    /// <exception cref="ArgumentException"><paramref name="field"/> is empty, too long, or said twice.</exception>
    public AuditEncryptionOptions Find(string field, TextNormalizer normalizer, IndexPlan plan)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(field);
        if (!Indexes.TryAdd(field, BlindIndex.Equality("audit", field, normalizer, plan)))
            throw new ArgumentException($"The field '{field}' is said twice.", nameof(field));
        return this;
    }
}
