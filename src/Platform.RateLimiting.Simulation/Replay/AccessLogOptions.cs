namespace Platform.RateLimiting.Simulation;

/// <summary>Where an access log says what. Names of columns and properties are found whatever their case; a dot goes into an object, as in <c>request.client_ip</c>.</summary>
public sealed class AccessLogOptions
{
    /// <summary>The format.</summary>
    /// <value><see cref="AccessLogFormat.Automatic"/>.</value>
    public AccessLogFormat Format { get; set; }

    /// <summary>Which column or property tells the time: ISO 8601, or seconds or milliseconds since 1970.</summary>
    /// <value><see langword="null"/>: the first there is of <c>time</c>, <c>timestamp</c>, <c>@timestamp</c>, <c>ts</c>, <c>date</c>.</value>
    public string? TimeField { get; set; }

    /// <summary>Which column or property tells whom the call counts for; of the Common Log Format <c>host</c> or <c>user</c>. An address is counted as one, IPv6 by its /64.</summary>
    /// <value><see langword="null"/>: the first there is of <c>key</c>, <c>client</c>, <c>client_ip</c>, <c>ip</c>, <c>remote_addr</c>, <c>host</c>, <c>user</c>, <c>request.client_ip</c>, <c>request.remote_ip</c>.</value>
    public string? KeyField { get; set; }

    /// <summary>Which column or property tells the cost, in permits.</summary>
    /// <value><see langword="null"/>: <c>cost</c> where there is one; otherwise each call costs one.</value>
    public string? CostField { get; set; }

    /// <summary>Which column or property tells the status.</summary>
    /// <value><see langword="null"/>: <c>status</c> or <c>status_code</c> where there is one.</value>
    public string? StatusField { get; set; }
}
