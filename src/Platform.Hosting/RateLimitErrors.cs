using Platform.Errors;

namespace Platform.Hosting;

/// <summary>
/// What limits refuse, as errors: the problem types that draft-ietf-httpapi-ratelimit-headers-11, section 5, registers. <see cref="PlatformRateLimitingHostingExtensions.UsePlatformErrors"/> adds them.
/// </summary>
[ErrorCatalog("rate-limits", TypeBase = "https://iana.org/assignments/http-problem-types#", Resources = typeof(RateLimitErrors), NeutralLanguage = "en")]
public static partial class RateLimitErrors
{
    /// <summary>A limit or a quota refuses. Without a time to come back waiting does not help: the call costs more than can ever be admitted at once.</summary>
    /// <returns>The error.</returns>
    [Error("QUOTA_EXCEEDED", ErrorKind.RateLimited, Title = "Too many requests", Detail = "Try again in {retryAfter}.", Retry = ErrorRetry.Backoff)]
    public static partial Error QuotaExceeded();

    /// <summary>A limit refuses that was lowered for how the caller behaves.</summary>
    /// <returns>The error.</returns>
    [Error("ABNORMAL_USAGE_DETECTED", ErrorKind.RateLimited, Title = "Unusual requests: the limits are lowered for a while", Detail = "Try again in {retryAfter}.", Retry = ErrorRetry.Backoff)]
    public static partial Error AbnormalUsageDetected();

    /// <summary>The service has no place for the call at the moment, or cannot count what it would use.</summary>
    /// <returns>The error.</returns>
    [Error("TEMPORARY_REDUCED_CAPACITY", ErrorKind.Unavailable, Title = "Too busy at the moment", Detail = "Try again in {retryAfter}.", Retry = ErrorRetry.Backoff)]
    public static partial Error TemporaryReducedCapacity();
}
