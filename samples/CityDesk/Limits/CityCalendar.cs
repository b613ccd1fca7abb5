using CityDesk.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Platform.RateLimiting;

namespace CityDesk.Limits;

/// <summary>The calendar by which months are counted: that of the city that is meant when a client names none.</summary>
internal sealed class CityCalendar(IRateLimitPolicies policies, IOptions<DeskOptions> options, TimeProvider time)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(10);

    private CityTime? _time;
    private long _nextLook;

    public CityTime Time => Volatile.Read(ref _time) ?? CityTime.Utc;

    /// <summary>Whether the city is known. One that is made while the desk runs, by a command, is looked for now and then.</summary>
    public bool IsRead => Volatile.Read(ref _time) is not null;

    /// <summary>Before the first call is counted, and again until the city is there.</summary>
    public async Task ReadAsync(DeskDbContext context, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var nextLook = Volatile.Read(ref _nextLook);
        if (IsRead || now.UtcTicks < nextLook || Interlocked.CompareExchange(ref _nextLook, (now + BetweenLooks).UtcTicks, nextLook) != nextLook)
            return;
        var city = await context.Jurisdictions.AsNoTracking().SingleOrDefaultAsync(city => city.Id == options.Value.DefaultJurisdiction, cancellationToken);
        if (city is null)
            return;
        var itsTime = CityTime.Of(city);
        policies.Change(limits => limits.Policies[LimitPolicies.Keys].Quotas[LimitPolicies.Monthly].TimeZone = itsTime.ZoneName);
        Volatile.Write(ref _time, itsTime);
    }

    /// <summary>The month that runs.</summary>
    /// <param name="now">An instant in it.</param>
    public (DateTimeOffset Start, DateTimeOffset End) MonthOf(DateTimeOffset now)
    {
        var day = Time.DayOf(now);
        var first = new DateOnly(day.Year, day.Month, 1);
        return (Time.StartOf(first), Time.StartOf(first.AddMonths(1)));
    }
}
