namespace Platform.RateLimiting;

/// <summary>How long a window of a quota is, by the calendar of its time zone.</summary>
public enum QuotaPeriod
{
    /// <summary>From one full hour of local time to the next. Where clocks are set back the repeated hour is a window of its own.</summary>
    Hour,

    /// <summary>From one local midnight to the next: 23 or 25 hours when the clocks change.</summary>
    Day,

    /// <summary>Seven local days, from <see cref="QuotaOptions.WeekStart"/>.</summary>
    Week,

    /// <summary>A month, from <see cref="QuotaOptions.AnchorDay"/>.</summary>
    Month,

    /// <summary>Three months, from <see cref="QuotaOptions.AnchorDay"/> of <see cref="QuotaOptions.AnchorMonth"/> and of each third month after it.</summary>
    Quarter,

    /// <summary>Twelve months, from <see cref="QuotaOptions.AnchorDay"/> of <see cref="QuotaOptions.AnchorMonth"/>.</summary>
    Year,
}
