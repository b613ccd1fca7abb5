namespace Platform.RateLimiting.Gcra;

/// <summary>Whether a cost was taken, and from whose bucket.</summary>
internal enum Taken
{
    No,
    FromKey,

    /// <summary>From the bucket that keys without a place share.</summary>
    FromShared,
}
