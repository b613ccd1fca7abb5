using CityDesk.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Platform.RateLimiting;

namespace CityDesk.Limits;

/// <summary>The calendar by which months are counted: that of the city that is meant when a client names none.</summary>
internal sealed class CityCalendar(IRateLimitPolicies policies, IOptions<DeskOptions> options, TimeProvider time)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(10);

    private DateTimeOffset _nextLook;

    public CityTime Time { get; private set; } = CityTime.Utc;

    /// <summary>Whether the city is known. One that is made while the desk runs, by a command, is looked for now and then.</summary>
    public bool IsRead { get; private set; }

    /// <summary>Before the first call is counted, and again until the city is there.</summary>
    public async Task ReadAsync(DeskDbContext context, CancellationToken cancellationToken)
    {
        if (IsRead || time.GetUtcNow() < _nextLook)
            return;
        _nextLook = time.GetUtcNow() + BetweenLooks;
        var city = await context.Jurisdictions.AsNoTracking().SingleOrDefaultAsync(city => city.Id == options.Value.DefaultJurisdiction, cancellationToken);
        if (city is null)
            return;
        Time = CityTime.Of(city);
        IsRead = true;
        policies.Change(limits => limits.Policies[LimitPolicies.Keys].Quotas[LimitPolicies.Monthly].TimeZone = Time.ZoneName);
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
