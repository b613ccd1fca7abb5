namespace Platform.RateLimiting;

/// <summary>What happens to a key for which the key table has no place left.</summary>
public enum WhenFull
{
    /// <summary>
    /// Keys without a place share buckets of the limit's own rate and burst, 1,024 of them; their hashes say who shares with whom.
    /// Nobody is ever admitted more than the limit allows; newcomers slow each other down until places expire. The default.
    /// </summary>
    ShareBucket,

    /// <summary>
    /// The key that would expire first gives up its place. Newcomers are served as usual; the one that was put out starts again
    /// with a full burst, so under such a flood a key may be admitted more than the limit allows.
    /// </summary>
    EvictOldest,
}
