namespace Platform.Encryption.Keys;

/// <summary>The place of one scope in a keyring. Its fields are read and written under its lock; nothing is awaited there.</summary>
internal sealed class KeyringEntry(KeyScope scope, Backoff backoff)
{
    private long _lastUse;

    public KeyScope Scope { get; } = scope;

    public Backoff Backoff { get; } = backoff;

    public Lock Guard { get; } = new();

    public HeldKeys? Loaded { get; set; }

    /// <summary>The look-up that is under way; all who need it wait for the same. Says whether there are keys.</summary>
    public Task<bool>? Loading { get; set; }

    public Moment LookedUpAt { get; set; }

    /// <summary>Whether somebody asked since the last look-up.</summary>
    public bool IsUsed { get; set; }

    /// <summary>When the store said that the keys were destroyed, so that it need not be asked each time.</summary>
    public Moment? GoneAt { get; set; }

    /// <summary>The highest version that the store has shown: one that shows less shows an older state.</summary>
    public int HighestVersion { get; set; }

    /// <summary>Grows with every use of the keyring. Read without the lock.</summary>
    public long LastUse
    {
        get => Volatile.Read(ref _lastUse);
        set => Volatile.Write(ref _lastUse, value);
    }

    /// <summary>Whether it is no longer in the keyring.</summary>
    public bool IsEvicted { get; set; }

    /// <summary>Changes whenever keys are taken away, so that a look-up that began before cannot bring them back.</summary>
    public int Generation { get; set; }
}
