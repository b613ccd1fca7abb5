namespace Platform.RateLimiting.Redis;

/// <summary>How requests are decided while Redis does not answer in time.</summary>
public enum WhenUnavailable
{
    /// <summary>
    /// Each instance decides by itself, with its share of the limit: the rate and the burst divided by the number of instances. It has
    /// counted along all the time, so a consumer who used up its share before gets no second one. The default.
    /// </summary>
    LocalShare,

    /// <summary>Everything is admitted, and not counted: for limits that only keep order.</summary>
    Admit,

    /// <summary>Everything is refused, until Redis is tried next: for limits that guard something, such as attempts to log in.</summary>
    Refuse,
}
