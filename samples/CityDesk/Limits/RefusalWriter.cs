using CityDesk.Domain;
using CityDesk.Pages;
using Platform.Errors;
using Platform.Errors.AspNetCore;
using Platform.RateLimiting;
using Platform.RateLimiting.AspNetCore;

namespace CityDesk.Limits;

/// <summary>
/// What is refused leaves through the one writer of errors, in the shape of its part of the site. The fields that say how the caller stands are
/// set already.
/// </summary>
internal sealed class RefusalWriter(Refusals refusals, CityCalendar calendar) : IRateLimitRefusalWriter, ILoadRefusalWriter
{
    /// <summary>The usage ledger lies in a database, which is back in seconds.</summary>
    private static readonly TimeSpan WhenCountingAgain = TimeSpan.FromSeconds(5);

    public Task WriteAsync(HttpContext context, RateLimitDecision decision)
    {
        var error = ErrorOf(decision);
        if (context.Features.Get<LimitedCaller>()?.Consumer is { } consumer)
            refusals.Count(consumer, error.Code);
        return WriteAsync(context, error);
    }

    public Task WriteAsync(HttpContext context, AdaptiveLease lease) =>
        WriteAsync(context, DeskErrors.DeskBusy(Seconds(lease.RetryAfter)).WithRetryAfter(lease.RetryAfter));

    private static async Task WriteAsync(HttpContext context, Error error)
    {
        await error.ToHttpResult().ExecuteAsync(context);
        // Of the console's failures the writer sets the status alone.
        if (ConsoleHost.IsConsole(context) && !context.Response.HasStarted)
            await RefusalPage.WriteAsync(context);
    }

    private Error ErrorOf(in RateLimitDecision decision)
    {
        if (decision.IsLedgerMissing)
            return CommonErrors.Unavailable().WithRetryAfter(WhenCountingAgain);
        var wait = decision.RetryAfter ?? TimeSpan.Zero;
        return decision.DecisiveQuota is { } quota
            ? DeskErrors.QuotaUsedUp(quota.Allowance, calendar.Time.DayAndTime(quota.WindowEnd), calendar.Time.ZoneName).WithRetryAfter(wait)
            : DeskErrors.TooManyCalls(Seconds(wait)).WithRetryAfter(wait);
    }

    /// <summary>Rounded up, so that who waits so long is not refused again.</summary>
    private static long Seconds(TimeSpan wait) => Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds));
}
