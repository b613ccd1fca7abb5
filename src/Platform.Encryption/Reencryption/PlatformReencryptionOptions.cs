namespace Platform.Encryption.Reencryption;

/// <summary>How a host re-encrypts in the background.</summary>
public sealed class PlatformReencryptionOptions
{
    /// <summary>How long after a look for former keys the next one is.</summary>
    /// <value>Default: 1 hour.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>As <see cref="ReencryptionSettings.PageSize"/>.</summary>
    /// <value>Default: 200.</value>
    public int PageSize { get; set; } = 200;

    /// <summary>As <see cref="ReencryptionSettings.ValuesPerSecond"/>.</summary>
    /// <value>Default: 500.</value>
    public int? ValuesPerSecond { get; set; } = 500;

    /// <summary>As <see cref="ReencryptionSettings.Grace"/>.</summary>
    /// <value>Default: 10 minutes.</value>
    public TimeSpan Grace { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether former keys are deleted when a proof was made. Choose it when every place is a target: a value that nobody counted is lost.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool RetireWhenProven { get; set; }
}
