using System.Net;
using System.Net.Http.Headers;

namespace Platform.Webhooks.Delivery;

/// <summary>What the status and the header fields of an answer mean, by Standard Webhooks 1.0.0. Pure.</summary>
internal static class WebhookAnswer
{
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromDays(1);

    public static WebhookOutcome Outcome(HttpStatusCode status) => (int)status switch
    {
        >= 200 and < 300 => WebhookOutcome.Delivered,
        410 => WebhookOutcome.Gone,
        429 or 502 or 503 or 504 => WebhookOutcome.Throttled,
        _ => WebhookOutcome.Rejected,
    };

    /// <summary>RFC 9110, section 10.2.3. A wait in the past is none, and one of a year is a day: a receiver cannot put itself to sleep for good.</summary>
    public static TimeSpan? RetryAfter(RetryConditionHeaderValue? field, DateTimeOffset now)
    {
        if ((field?.Delta ?? field?.Date - now) is not { } wait || wait <= TimeSpan.Zero)
            return null;
        return wait < LongestRetryAfter ? wait : LongestRetryAfter;
    }
}
