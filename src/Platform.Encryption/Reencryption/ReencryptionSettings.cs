namespace Platform.Encryption.Reencryption;

/// <summary>How values are re-encrypted.</summary>
public sealed record ReencryptionSettings
{
    /// <summary>How many values are read and replaced at once, in one transaction.</summary>
    /// <value>Default: 200.</value>
    public int PageSize { get; init; } = 200;

    /// <summary>How many values are replaced in a second at most, or <see langword="null"/> for as many as can be.</summary>
    /// <value>Default: 500.</value>
    public int? ValuesPerSecond { get; init; } = 500;

    /// <summary>How long a transaction that writes sealed values may be open, and how far the clocks of instances may differ, together. A proof waits for so long after the last moment at which a former key could seal.</summary>
    /// <value>Default: 10 minutes.</value>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMinutes(10);

    internal void Validate()
    {
        if (PageSize is < 1 or > 10_000)
            throw new ArgumentException($"{nameof(PageSize)} is 1 to 10,000, not {PageSize}.");
        if (ValuesPerSecond is < 1)
            throw new ArgumentException($"{nameof(ValuesPerSecond)} is at least 1, not {ValuesPerSecond}.");
        if (Grace < TimeSpan.Zero)
            throw new ArgumentException($"{nameof(Grace)} is not negative, as {Grace} is.");
    }
}
