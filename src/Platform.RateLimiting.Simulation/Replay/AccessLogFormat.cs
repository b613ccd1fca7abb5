namespace Platform.RateLimiting.Simulation;

/// <summary>How an access log is written.</summary>
public enum AccessLogFormat
{
    /// <summary>Found out from its first line.</summary>
    Automatic,

    /// <summary>The Common Log Format of web servers, also with the referrer and agent behind it (combined): <c>203.0.113.7 - alice [10/Oct/2025:13:55:36 +0000] "GET / HTTP/1.1" 200 2326</c>.</summary>
    CommonLog,

    /// <summary>Comma-separated values with a line of names.</summary>
    Csv,

    /// <summary>A JSON object in each line.</summary>
    Ndjson,
}
