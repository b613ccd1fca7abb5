namespace Platform.RateLimiting.Redis.Leases;

/// <summary>How many permits to take ahead: as many as were needed lately. Pure.</summary>
internal static class LeaseSize
{
    /// <summary>The size of the next lease.</summary>
    /// <param name="permits">The size of the last one; 0 for none.</param>
    /// <param name="left">What was left of it.</param>
    /// <param name="ended">Whether it ended before it was used up.</param>
    /// <param name="callers">How many callers are waiting now.</param>
    /// <param name="most">The most that may be taken.</param>
    public static long Next(long permits, long left, bool ended, int callers, long most)
    {
        // A single caller may be the last one for a long time. Several at once will be back.
        var needed = callers > 1 ? callers : 0;
        var wanted = permits == 0 ? needed
            : ended ? Math.Max(needed, permits - left)
            : Math.Max(needed, 2 * permits);
        return Math.Min(wanted, most);
    }
}
