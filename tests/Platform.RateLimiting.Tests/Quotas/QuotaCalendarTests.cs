using FsCheck;
using FsCheck.Xunit;
using NodaTime;
using Platform.RateLimiting.Quotas;

namespace Platform.RateLimiting.Tests.Quotas;

/// <summary>Windows beside a naive model of them in NodaTime, which reads the zones' rules from its own copy.</summary>
public sealed class QuotaCalendarTests
{
    /// <summary>Zones that change at midnight, by half an hour, in the other half of the year, or have odd offsets.</summary>
    private static readonly string[] Zones =
    [
        "Etc/UTC", "Europe/Paris", "Europe/Dublin", "America/New_York", "America/Sao_Paulo", "America/Havana", "America/Santiago", "America/Asuncion",
        "Asia/Beirut", "Asia/Tehran", "Asia/Kathmandu", "Asia/Amman", "Australia/Lord_Howe", "Australia/Adelaide", "Atlantic/Azores", "Pacific/Chatham", "Pacific/Apia",
    ];

    /// <summary>
    /// An instant of 2012 to 2024, near a change of the clocks every other time. Of later years the two copies of the rules may differ:
    /// governments change them.
    /// </summary>
    private static DateTimeOffset InstantOf(string zone, uint seed)
    {
        var random = new Random((int)(seed & int.MaxValue));
        var instant = Instant.FromUtc(2012, 1, 1, 0, 0).Plus(Duration.FromSeconds(random.NextInt64(12L * 365 * 86_400)));
        if (seed % 2 == 0 && DateTimeZoneProviders.Tzdb[zone].GetZoneInterval(instant) is { HasEnd: true } interval && interval.End < Instant.FromUtc(2024, 7, 1, 0, 0))
            instant = interval.End.Plus(Duration.FromSeconds(random.Next(-2 * 86_400, 2 * 86_400)));
        return instant.ToDateTimeOffset();
    }

    private static QuotaCalendar Calendar(QuotaPeriod period, string zone, int anchorDay = 1, int anchorMonth = 1, DayOfWeek weekStart = DayOfWeek.Monday) =>
        new(period, TimeZoneInfo.FindSystemTimeZoneById(zone), anchorDay, anchorMonth, weekStart);

    /// <summary>The first days of windows around a date, one after the other; the last that has begun holds the instant.</summary>
    private static (DateTimeOffset Start, DateTimeOffset End) Naive(QuotaPeriod period, string zoneId, int anchorDay, int anchorMonth, DayOfWeek weekStart, DateTimeOffset instant)
    {
        var zone = DateTimeZoneProviders.Tzdb[zoneId];
        var date = Instant.FromDateTimeOffset(instant).InZone(zone).Date;
        bool Begins(LocalDate day) => period switch
        {
            QuotaPeriod.Day => true,
            QuotaPeriod.Week => day.DayOfWeek == (weekStart == DayOfWeek.Sunday ? IsoDayOfWeek.Sunday : (IsoDayOfWeek)(int)weekStart),
            _ => day.Day == Math.Min(anchorDay, day.Calendar.GetDaysInMonth(day.Year, day.Month))
                && (period == QuotaPeriod.Month || (day.Month - anchorMonth + 12) % (period == QuotaPeriod.Quarter ? 3 : 12) == 0),
        };
        // A midnight that there is not, also of a day that there is not (Apia left out 30 December 2011), is the moment of the jump.
        DateTimeOffset StartOf(LocalDate day) =>
            (zone.MapLocal(day.AtMidnight()) is { Count: > 0 } map ? map.First().ToInstant() : zone.MapLocal(day.AtMidnight()).LateInterval.Start).ToDateTimeOffset();
        var starts = Enumerable.Range(-400, 800).Select(days => date.PlusDays(days)).Where(Begins).Select(StartOf).ToList();
        var index = starts.FindLastIndex(start => start <= instant);
        return (starts[index], starts[index + 1]);
    }

    [Property(MaxTest = 300)]
    public void A_window_is_the_one_of_the_naive_calendar(uint seed, byte zoneIndex, byte anchor, byte month, byte week, byte kind)
    {
        var zone = Zones[zoneIndex % Zones.Length];
        var period = (QuotaPeriod)(1 + kind % 5);
        var (anchorDay, anchorMonth, weekStart) = (1 + anchor % 31, 1 + month % 12, (DayOfWeek)(week % 7));
        var instant = InstantOf(zone, seed);

        var window = Calendar(period, zone, anchorDay, anchorMonth, weekStart).WindowAt(instant);

        Assert.Equal((instant, Naive(period, zone, anchorDay, anchorMonth, weekStart, instant)), (instant, (window.Start, window.End)));
    }

    [Property(MaxTest = 300)]
    public bool Windows_follow_each_other_without_a_gap_and_their_numbers_rise(uint seed, byte zoneIndex, byte anchor, byte kind)
    {
        var zone = Zones[zoneIndex % Zones.Length];
        var calendar = Calendar((QuotaPeriod)(kind % 6), zone, kind % 6 >= (int)QuotaPeriod.Month ? 1 + anchor % 31 : 1);
        var window = calendar.WindowAt(InstantOf(zone, seed));
        for (var i = 0; i < 30; i++)
        {
            var next = calendar.WindowAt(window.End);
            if (next.Start != window.End || next.End <= next.Start || calendar.WindowAt(next.End.AddTicks(-1)) != next || next.Index < window.Index || (kind % 6 != 0 && next.Index == window.Index))
                return false;
            window = next;
        }
        return true;
    }

    [Property(MaxTest = 200)]
    public bool An_hour_is_the_time_during_which_hour_and_offset_stay_the_same(uint seed, byte zoneIndex)
    {
        var zoneId = Zones[zoneIndex % Zones.Length];
        var zone = DateTimeZoneProviders.Tzdb[zoneId];
        var instant = InstantOf(zoneId, seed);
        (int, LocalDate, Offset) Label(Instant at) => at.InZone(zone) is var local ? (local.Hour, local.Date, local.Offset) : default;
        var start = Instant.FromDateTimeOffset(instant).Minus(Duration.FromTicks(instant.Ticks % TimeSpan.TicksPerMinute));
        var label = Label(Instant.FromDateTimeOffset(instant));
        while (Label(start.Minus(Duration.FromMinutes(1))) == label)
            start = start.Minus(Duration.FromMinutes(1));
        var end = start;
        while (Label(end) == label)
            end = end.Plus(Duration.FromMinutes(1));

        var window = Calendar(QuotaPeriod.Hour, zoneId).WindowAt(instant);

        return (window.Start, window.End) == (start.ToDateTimeOffset(), end.ToDateTimeOffset());
    }

    [Theory]
    [InlineData("Europe/Paris", "2026-03-29T12:00:00Z", 23)]
    [InlineData("Europe/Paris", "2026-10-25T12:00:00Z", 25)]
    [InlineData("Europe/Paris", "2026-07-01T12:00:00Z", 24)]
    [InlineData("Australia/Lord_Howe", "2026-04-05T00:00:00Z", 24.5)]
    [InlineData("America/Havana", "2026-03-08T12:00:00Z", 23)]
    [InlineData("America/Havana", "2026-11-01T12:00:00Z", 25)]
    public void A_day_has_as_many_hours_as_the_clocks_give_it(string zone, string instant, double hours)
    {
        var window = Calendar(QuotaPeriod.Day, zone).WindowAt(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(TimeSpan.FromHours(hours), window.End - window.Start);
    }

    [Fact]
    public void A_midnight_that_is_skipped_begins_its_day_at_the_jump()
    {
        // In Cuba clocks go from 0:00 to 1:00.
        var window = Calendar(QuotaPeriod.Day, "America/Havana").WindowAt(new DateTimeOffset(2026, 3, 8, 12, 0, 0, TimeSpan.Zero));

        Assert.Equal(new DateTimeOffset(2026, 3, 8, 5, 0, 0, TimeSpan.Zero), window.Start);
    }

    [Fact]
    public void A_day_that_a_country_left_out_is_no_window()
    {
        // Samoa went from 29 to 31 December 2011.
        var calendar = Calendar(QuotaPeriod.Day, "Pacific/Apia");
        var before = calendar.WindowAt(new DateTimeOffset(2011, 12, 30, 9, 59, 59, TimeSpan.Zero));
        var after = calendar.WindowAt(before.End);

        Assert.Equal(new DateTimeOffset(2011, 12, 30, 10, 0, 0, TimeSpan.Zero), before.End);
        Assert.Equal(2, after.Index - before.Index);
        Assert.Equal(TimeSpan.FromHours(24), after.End - after.Start);
    }

    [Fact]
    public void Anchor_31_is_the_last_day_of_a_shorter_month()
    {
        var calendar = Calendar(QuotaPeriod.Month, "Etc/UTC", anchorDay: 31);
        var window = calendar.WindowAt(new DateTimeOffset(2027, 12, 31, 0, 0, 0, TimeSpan.Zero));
        List<string> starts = [];
        for (var i = 0; i < 6; i++, window = calendar.WindowAt(window.End))
            starts.Add(window.Start.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(["2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30", "2028-05-31"], starts);
    }

    [Theory]
    [InlineData(QuotaPeriod.Quarter, 15, 2, "2026-05-14T23:59:59Z", "2026-02-15", "2026-05-15")]
    [InlineData(QuotaPeriod.Quarter, 15, 2, "2026-05-15T00:00:00Z", "2026-05-15", "2026-08-15")]
    [InlineData(QuotaPeriod.Quarter, 1, 12, "2026-01-15T00:00:00Z", "2025-12-01", "2026-03-01")]
    [InlineData(QuotaPeriod.Year, 1, 4, "2026-03-31T23:00:00Z", "2025-04-01", "2026-04-01")]
    [InlineData(QuotaPeriod.Year, 29, 2, "2026-03-01T00:00:00Z", "2026-02-28", "2027-02-28")]
    [InlineData(QuotaPeriod.Year, 29, 2, "2028-02-28T00:00:00Z", "2027-02-28", "2028-02-29")]
    public void Quarters_and_years_begin_where_they_are_anchored(QuotaPeriod period, int anchorDay, int anchorMonth, string instant, string start, string end)
    {
        var window = Calendar(period, "Etc/UTC", anchorDay, anchorMonth).WindowAt(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal((start, end), ($"{window.Start:yyyy-MM-dd}", $"{window.End:yyyy-MM-dd}"));
    }

    [Fact]
    public void The_hour_that_comes_twice_is_two_windows()
    {
        var calendar = Calendar(QuotaPeriod.Hour, "Europe/Paris");
        var first = calendar.WindowAt(new DateTimeOffset(2026, 10, 25, 0, 30, 0, TimeSpan.Zero));
        var second = calendar.WindowAt(new DateTimeOffset(2026, 10, 25, 1, 30, 0, TimeSpan.Zero));

        Assert.Equal(first.End, second.Start);
        Assert.Equal((1, 1), ((first.End - first.Start).TotalHours, (second.End - second.Start).TotalHours));
    }

    [Fact]
    public void Calendars_that_cut_differently_have_different_names()
    {
        string[] names =
        [
            Calendar(QuotaPeriod.Month, "Etc/UTC").Name, Calendar(QuotaPeriod.Month, "Etc/UTC", 2).Name, Calendar(QuotaPeriod.Month, "Europe/Paris").Name,
            Calendar(QuotaPeriod.Quarter, "Etc/UTC").Name, Calendar(QuotaPeriod.Quarter, "Etc/UTC", 1, 2).Name, Calendar(QuotaPeriod.Week, "Etc/UTC").Name,
            Calendar(QuotaPeriod.Week, "Etc/UTC", weekStart: DayOfWeek.Sunday).Name, Calendar(QuotaPeriod.Year, "Etc/UTC").Name, Calendar(QuotaPeriod.Day, "Etc/UTC").Name, Calendar(QuotaPeriod.Hour, "Etc/UTC").Name,
        ];

        Assert.Equal(names.Length, names.Distinct().Count());
    }
}
