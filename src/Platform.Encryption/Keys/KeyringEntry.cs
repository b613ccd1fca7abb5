namespace Platform.Encryption.Keys;

/// <summary>The place of one scope in a keyring. Its fields are read and written under its lock; nothing is awaited there.</summary>
internal sealed class KeyringEntry(KeyScope scope)
{
    public KeyScope Scope { get; } = scope;

    public Lock Guard { get; } = new();

    public LoadedKeys? Loaded { get; set; }

    /// <summary>The look-up that is under way; all who need it wait for the same.</summary>
    public Task? Loading { get; set; }

    public long LookedUpAt { get; set; }

    public long? FailedAt { get; set; }

    /// <summary>Grows with every use of the keyring.</summary>
    public long LastUse { get; set; }

    /// <summary>Whether it is no longer in the keyring.</summary>
    public bool IsEvicted { get; set; }

    /// <summary>Changes whenever keys are taken away, so that a look-up that began before cannot bring them back.</summary>
    public int Generation { get; set; }
}
