namespace Platform.RateLimiting.Redis;

/// <summary>How a call to Redis ended, as telemetry calls it.</summary>
internal static class CallResult
{
    public const string Answered = "answered";
    public const string TimedOut = "timed-out";
    public const string Failed = "failed";
}
