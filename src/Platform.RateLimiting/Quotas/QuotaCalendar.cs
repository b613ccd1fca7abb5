using System.Globalization;

namespace Platform.RateLimiting.Quotas;

/// <summary>
/// Cuts time into windows by the calendar of a time zone. Pure: no clock. Windows follow each other without a gap; the zone's rules
/// decide how long each is.
/// </summary>
/// <remarks>
/// A window that begins at a local time begins at the first instant at which the clocks show that time or a later one. So a midnight
/// that is skipped begins its day at the jump, and one that comes twice begins it the first time.
/// </remarks>
internal sealed class QuotaCalendar
{
    private readonly QuotaPeriod _period;
    private readonly int _anchorDay;
    private readonly int _anchorMonth;
    private readonly DayOfWeek _weekStart;
    private readonly LocalClock _clock;

    public QuotaCalendar(QuotaPeriod period, TimeZoneInfo zone, int anchorDay = 1, int anchorMonth = 1, DayOfWeek weekStart = DayOfWeek.Monday)
    {
        (_period, _anchorDay, _anchorMonth, _weekStart, _clock) = (period, anchorDay, anchorMonth, weekStart, new LocalClock(zone));
        Name = string.Create(CultureInfo.InvariantCulture, $"{NameOf(period)}/{zone.Id}") + period switch
        {
            QuotaPeriod.Week => "/" + weekStart.ToString(),
            QuotaPeriod.Month => string.Create(CultureInfo.InvariantCulture, $"/{anchorDay}"),
            QuotaPeriod.Quarter or QuotaPeriod.Year => string.Create(CultureInfo.InvariantCulture, $"/{anchorMonth}-{anchorDay}"),
            _ => "",
        };
    }

    /// <summary>Says the same of two calendars that cut time in the same way; what a ledger keeps of one does not count in another.</summary>
    public string Name { get; }

    public static string NameOf(QuotaPeriod period) => period switch
    {
        QuotaPeriod.Hour => "hour",
        QuotaPeriod.Day => "day",
        QuotaPeriod.Week => "week",
        QuotaPeriod.Month => "month",
        QuotaPeriod.Quarter => "quarter",
        _ => "year",
    };

    /// <summary>The window that holds an instant.</summary>
    public QuotaWindow WindowAt(DateTimeOffset instant)
    {
        var utc = instant.UtcDateTime;
        if (_period == QuotaPeriod.Hour)
            return HourAt(utc);
        var index = IndexOf(_clock.LocalAt(utc));
        var start = StartOf(index);
        // Where clocks are set back over a boundary, the window that has begun stays.
        while (start > utc)
            start = StartOf(--index);
        var end = StartOf(index + 1);
        while (end <= utc)
            (start, end) = (end, StartOf(++index + 1));
        return Window(index, start, end);
    }

    /// <summary>An hour ends with the hour, or when the clocks are changed within it: none lasts longer than sixty minutes.</summary>
    private QuotaWindow HourAt(DateTime utc)
    {
        var local = _clock.LocalAt(utc);
        var full = utc - TimeSpan.FromTicks(local.Ticks % TimeSpan.TicksPerHour);
        var start = _clock.LastChange(full, utc);
        var end = _clock.FirstChange(utc, full.AddHours(1));
        return Window(start.Ticks / TimeSpan.TicksPerHour, start, end);
    }

    private long IndexOf(DateTime local)
    {
        var day = local.Ticks / TimeSpan.TicksPerDay;
        switch (_period)
        {
            case QuotaPeriod.Day:
                return day;
            case QuotaPeriod.Week:
                // Day 0, 1 January of the year 1, was a Monday.
                return (day - DaysFromMonday) >= 0 ? (day - DaysFromMonday) / 7 : -1;
            default:
                var months = local.Year * 12L + local.Month - 1 - MonthsFromJanuary;
                var index = Math.DivRem(months, Months, out var rest);
                return rest == 0 && local.Day < DayIn(local.Year, local.Month) ? index - 1 : index;
        }
    }

    private DateTime StartOf(long index) => _clock.FirstAt(_period switch
    {
        QuotaPeriod.Day => new DateTime(index * TimeSpan.TicksPerDay),
        QuotaPeriod.Week => new DateTime((index * 7 + DaysFromMonday) * TimeSpan.TicksPerDay),
        _ => FirstDayOf(index * Months + MonthsFromJanuary),
    });

    private DateTime FirstDayOf(long months)
    {
        var (year, month) = ((int)(months / 12), (int)(months % 12) + 1);
        return new DateTime(year, month, DayIn(year, month));
    }

    /// <summary>Anchor 31 is the last day of a shorter month.</summary>
    private int DayIn(int year, int month) => Math.Min(_anchorDay, DateTime.DaysInMonth(year, month));

    private int Months => _period switch { QuotaPeriod.Month => 1, QuotaPeriod.Quarter => 3, _ => 12 };

    private int MonthsFromJanuary => _period switch { QuotaPeriod.Month => 0, QuotaPeriod.Quarter => (_anchorMonth - 1) % 3, _ => _anchorMonth - 1 };

    private int DaysFromMonday => ((int)_weekStart + 6) % 7;

    private static QuotaWindow Window(long index, DateTime start, DateTime end) => new(index, new DateTimeOffset(start, TimeSpan.Zero), new DateTimeOffset(end, TimeSpan.Zero));
}
