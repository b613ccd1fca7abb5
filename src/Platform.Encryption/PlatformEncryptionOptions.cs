namespace Platform.Encryption;

/// <summary>How a host encrypts. Where keys come from is said on the builder.</summary>
public sealed class PlatformEncryptionOptions
{
    /// <summary>How nonces of fields are made.</summary>
    /// <value>Default: <see cref="NonceMode.Random"/>.</value>
    public NonceMode NonceMode { get; set; } = NonceMode.Random;

    /// <summary>The lengths that fields are padded to, as for <see cref="PaddingBuckets.Of"/>; empty for none.</summary>
    /// <value>Default: empty.</value>
    public IList<int> PaddingSizes { get; } = [];

    /// <summary>As <see cref="KeyringSettings.RefreshAfter"/>.</summary>
    /// <value>Default: 5 minutes.</value>
    public TimeSpan RefreshAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>As <see cref="KeyringSettings.UnusableAfter"/>.</summary>
    /// <value>Default: 1 hour.</value>
    public TimeSpan UnusableAfter { get; set; } = TimeSpan.FromHours(1);

    /// <summary>As <see cref="KeyringSettings.RetryAfter"/>.</summary>
    /// <value>Default: 15 seconds.</value>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>As <see cref="KeyringSettings.LookUpTimeout"/>.</summary>
    /// <value>Default: 10 seconds.</value>
    public TimeSpan LookUpTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether a host that starts marks a key store that has no mark yet (<see cref="Keyring.InitializeStoreAsync"/>). Otherwise it refuses to start on one: an empty store is more often a wrong folder than a new service.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool InitializeStore { get; set; }

    /// <summary>As <see cref="KeyringSettings.Capacity"/>.</summary>
    /// <value>Default: 10,000.</value>
    public int Capacity { get; set; } = 10_000;

    /// <summary>As <see cref="KeyringSettings.BackupRetention"/>.</summary>
    /// <value>Default: 30 days.</value>
    public TimeSpan BackupRetention { get; set; } = TimeSpan.FromDays(30);
}
