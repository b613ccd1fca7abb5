namespace Platform.RateLimiting.Gcra;

/// <summary>One key's place in a <see cref="KeyTable"/>: sixteen bytes.</summary>
internal struct KeySlot
{
    /// <summary>The key's keyed hash; 0 in a slot never used. Written only while <see cref="Arrival"/> is claimed.</summary>
    public ulong Tag;

    /// <summary>The key's theoretical arrival time, or <see cref="KeyTable.Claimed"/> while the slot changes hands.</summary>
    public long Arrival;
}
