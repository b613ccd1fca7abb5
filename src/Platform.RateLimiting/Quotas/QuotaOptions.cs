namespace Platform.RateLimiting;

/// <summary>One quota: so many permits in each window of a calendar.</summary>
public sealed class QuotaOptions
{
    /// <summary>How many permits each window gives.</summary>
    /// <value>0: must be set.</value>
    public long Allowance { get; set; }

    /// <summary>How long a window is.</summary>
    /// <value><see cref="QuotaPeriod.Month"/>.</value>
    public QuotaPeriod Period { get; set; } = QuotaPeriod.Month;

    /// <summary>The time zone whose calendar counts, by its IANA name, such as <c>Europe/Paris</c>.</summary>
    /// <value><c>Etc/UTC</c>.</value>
    public string TimeZone { get; set; } = "Etc/UTC";

    /// <summary>The day on which months, quarters and years begin, 1 to 31; in a month that has no such day, its last.</summary>
    /// <value>1.</value>
    public int AnchorDay { get; set; } = 1;

    /// <summary>The month in which years begin, and from which quarters are counted, 1 to 12.</summary>
    /// <value>1.</value>
    public int AnchorMonth { get; set; } = 1;

    /// <summary>The day on which weeks begin.</summary>
    /// <value><see cref="DayOfWeek.Monday"/>, as in ISO 8601.</value>
    public DayOfWeek WeekStart { get; set; } = DayOfWeek.Monday;

    /// <summary>
    /// How much of what was left unused at the end of a window may be carried into the next, in permits. What was carried before
    /// and is still unused counts too. Windows in which a consumer took nothing leave their whole allowance unused, but only after the
    /// first in which it was seen: who is new has carried nothing.
    /// </summary>
    /// <value>0: nothing is carried.</value>
    public long Rollover { get; set; }

    /// <summary>How many permits may be taken beyond the allowance before anything is refused.</summary>
    /// <value>0.</value>
    public long Overage { get; set; }

    /// <summary>At which per cents of the allowance, with what was carried into it, a warning is told; each once in a window for each consumer. At most 8, from 1 to 1000.</summary>
    /// <value>None.</value>
    public IList<int> WarnAtPercent { get; } = [];

    /// <summary>Sets <see cref="TimeZone"/>.</summary>
    /// <param name="zone">The zone's IANA name.</param>
    /// <returns>This, for chaining.</returns>
    public QuotaOptions In(string zone)
    {
        TimeZone = zone;
        return this;
    }

    /// <summary>Adds to <see cref="WarnAtPercent"/>.</summary>
    /// <param name="percents">The levels, in per cent.</param>
    /// <returns>This, for chaining.</returns>
    public QuotaOptions WarnAt(params int[] percents)
    {
        ArgumentNullException.ThrowIfNull(percents);
        foreach (var percent in percents)
            WarnAtPercent.Add(percent);
        return this;
    }
}
