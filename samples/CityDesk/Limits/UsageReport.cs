using CityDesk.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Platform.RateLimiting;

namespace CityDesk.Limits;

/// <summary>Reads how holders of keys and all others stand, for people who look after them.</summary>
internal sealed class UsageReport(
    DeskDbContext context,
    IUsageLedger ledger,
    Refusals refusals,
    CityCalendar calendar,
    IOptions<LimitsOptions> limits,
    TimeProvider time)
{
    public CityTime Time => calendar.Time;

    public DateTimeOffset RefusalsSince => refusals.Since;

    /// <summary>
    /// The month that runs, and what each holder of a key has used of it, the most used first. Who was revoked is shown as long as something was
    /// used.
    /// </summary>
    public async Task<MonthOfUsage> ReadMonthAsync(CancellationToken cancellationToken)
    {
        var (start, end) = calendar.MonthOf(time.GetUtcNow());
        var usage = await ledger.QueryAsync(new UsageQuery { From = start, To = end, Policy = LimitPolicies.Keys }, cancellationToken);
        var used = usage.ToDictionary(total => total.Consumer, total => total.Amount, StringComparer.Ordinal);
        var consumers = await context.Consumers.AsNoTracking().OrderBy(consumer => consumer.Name).ToListAsync(cancellationToken);
        var rows = from consumer in consumers
                   let amount = used.GetValueOrDefault(ledger.ConsumerOf(LimitPolicies.KeyOf(consumer.Name)))
                   where consumer.RevokedAt is null || amount > 0
                   let tier = limits.Value.InForce(consumer.Tier)
                   let quota = limits.Value.Tiers[tier].PerMonth
                   orderby (double)amount / quota descending
                   select new ConsumerUsage(
                       consumer.Name, consumer.Contact, LimitPolicies.Tier(tier), IsMissing(consumer.Tier) ? consumer.Tier : null,
                       consumer.RevokedAt is not null, amount, quota, refusals.Of(consumer.Name));
        return new MonthOfUsage(start, end, [.. rows]);
    }

    private bool IsMissing(string tier) => tier.Length > 0 && !limits.Value.Tiers.ContainsKey(tier);
}

/// <summary>A month of the city's calendar.</summary>
internal sealed record MonthOfUsage(DateTimeOffset Start, DateTimeOffset End, IReadOnlyList<ConsumerUsage> Consumers);

/// <summary>How the holder of a key stands.</summary>
/// <param name="Name">The holder.</param>
/// <param name="Contact">How to reach whoever it is.</param>
/// <param name="Tier">The tier in force.</param>
/// <param name="MissingTier">The tier that is kept with the key, where it is not among the settings.</param>
/// <param name="IsRevoked">Whether the key was taken back.</param>
/// <param name="Used">Calls in this month.</param>
/// <param name="Quota">How many a month gives.</param>
/// <param name="Refused">Calls that this instance refused since it started.</param>
internal sealed record ConsumerUsage(string Name, string Contact, string Tier, string? MissingTier, bool IsRevoked, long Used, long Quota, long Refused)
{
    public long Remaining => Math.Max(0, Quota - Used);
}
