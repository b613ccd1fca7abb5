namespace Platform.Encryption;

/// <summary>How a <see cref="Keyring"/> keeps keys, and how its ciphers seal.</summary>
public sealed record KeyringSettings
{
    /// <summary>After this long a key in memory is looked up again before it is used. Keys in use are looked up ahead of that in the background, so that nobody waits. Changes by other instances are seen by then, unless the store does not answer.</summary>
    /// <value>Default: 5 minutes.</value>
    public TimeSpan RefreshAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>After this long without a successful look-up a key is no longer used and is zeroed, whoever holds a lease of it: the store may have destroyed it. None seals with it after that.</summary>
    /// <value>Default: 1 hour.</value>
    public TimeSpan UnusableAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long after a failure the next look-up of a key is tried, at most: it begins with a tenth of a second and doubles with each failure in a row, with jitter. Whoever asks earlier gets the last failure again, or the key in memory.</summary>
    /// <value>Default: 15 seconds.</value>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a look-up may take, the root key included, before it counts as failed.</summary>
    /// <value>Default: 10 seconds.</value>
    public TimeSpan LookUpTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many scopes have their keys in memory; beyond it those that were not used for the longest time are zeroed.</summary>
    /// <value>Default: 10,000.</value>
    public int Capacity { get; init; } = 10_000;

    /// <summary>How long backups of the key store are kept. Until then a backup may still hold a key that was destroyed.</summary>
    /// <value>Default: 30 days.</value>
    public TimeSpan BackupRetention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How the field ciphers seal.</summary>
    /// <value>Default: as <see cref="FieldCipherSettings"/> are by default.</value>
    public FieldCipherSettings Fields { get; init; } = new();

    /// <summary>The clock of everything above.</summary>
    /// <value>Default: <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Validate()
    {
        if (RefreshAfter <= TimeSpan.Zero || RetryAfter <= TimeSpan.Zero || LookUpTimeout <= TimeSpan.Zero || UnusableAfter < RefreshAfter || BackupRetention < TimeSpan.Zero)
            throw new ArgumentException("RefreshAfter, RetryAfter and LookUpTimeout are longer than nothing, UnusableAfter is not shorter than RefreshAfter, and BackupRetention is not negative.");
        if (Capacity < 1)
            throw new ArgumentException("Capacity is at least 1.");
    }
}
