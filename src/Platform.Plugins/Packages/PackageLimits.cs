namespace Platform.Plugins.Packages;

/// <summary>What a package may cost before anybody has verified who made it.</summary>
public sealed record PackageLimits
{
    /// <summary>The most bytes of the file.</summary>
    /// <value>64 MiB.</value>
    public int MaxBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The most bytes of all files together, unpacked.</summary>
    /// <value>256 MiB.</value>
    public long MaxUnpackedBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>The most files.</summary>
    /// <value>2,000.</value>
    public int MaxFiles { get; init; } = 2_000;
}
