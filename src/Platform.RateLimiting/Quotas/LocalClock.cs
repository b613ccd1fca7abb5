namespace Platform.RateLimiting.Quotas;

/// <summary>What the clocks of a time zone show, and when they show it first.</summary>
internal sealed class LocalClock(TimeZoneInfo zone)
{
    /// <summary>No zone is further from UTC than 14 hours; one more, so that the time that is sought lies between.</summary>
    private static readonly TimeSpan Reach = TimeSpan.FromHours(15);

    public TimeSpan OffsetAt(DateTime instant) => zone.GetUtcOffset(DateTime.SpecifyKind(instant, DateTimeKind.Utc));

    /// <summary>What the clocks show.</summary>
    public DateTime LocalAt(DateTime instant) => instant + OffsetAt(instant);

    /// <summary>
    /// The first instant at which the clocks show a time or one after it. Of a time that comes twice that is the first; of one that is
    /// skipped it is the moment of the jump, whole skipped days included.
    /// </summary>
    public DateTime FirstAt(DateTime local)
    {
        var (before, after) = (local - Reach, local + Reach);
        var (early, late) = (OffsetAt(before), OffsetAt(after));
        // The larger offset gives the earlier instant.
        var (first, second) = early >= late ? (early, late) : (late, early);
        if (LocalAt(local - first) == local)
            return local - first;
        if (LocalAt(local - second) == local)
            return local - second;
        return LocalAt(before) < local ? FirstTrue(before, after, instant => LocalAt(instant) >= local) : before;
    }

    /// <summary>The last change of the offset within (from, to]; <paramref name="from"/> where there is none.</summary>
    public DateTime LastChange(DateTime from, DateTime to)
    {
        var offset = OffsetAt(to);
        return OffsetAt(from) == offset ? from : FirstTrue(from, to, instant => OffsetAt(instant) == offset);
    }

    /// <summary>The first change of the offset within (from, to); <paramref name="to"/> where there is none.</summary>
    public DateTime FirstChange(DateTime from, DateTime to)
    {
        var offset = OffsetAt(from);
        return OffsetAt(to.AddTicks(-1)) == offset ? to : FirstTrue(from, to, instant => OffsetAt(instant) != offset);
    }

    /// <summary>Clocks are set at whole seconds.</summary>
    private static DateTime FirstTrue(DateTime no, DateTime yes, Func<DateTime, bool> holds)
    {
        var (low, high) = (no.Ticks / TimeSpan.TicksPerSecond, (yes.Ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond);
        while (high - low > 1)
        {
            var middle = low + (high - low) / 2;
            if (holds(new DateTime(middle * TimeSpan.TicksPerSecond, DateTimeKind.Utc)))
                high = middle;
            else
                low = middle;
        }
        return new DateTime(high * TimeSpan.TicksPerSecond, DateTimeKind.Utc);
    }
}
