namespace Platform.RateLimiting;

/// <summary>When requests to a service that refuses most of them are no longer sent.</summary>
public sealed class PlatformOutboundThrottleOptions
{
    /// <summary>K: how many requests are sent for each that is accepted, more than 1. With less the other side is spared more, with more its recovery is noticed sooner.</summary>
    /// <value>2, as in the Site Reliability Engineering book.</value>
    public double Overcommit { get; set; } = 2;

    /// <summary>Over which time requests and acceptances are counted.</summary>
    /// <value>2 minutes, as in the book.</value>
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>With fewer requests in the window nothing is held back: of few nothing follows.</summary>
    /// <value>20.</value>
    public int LeastRequests { get; set; } = 20;

    /// <summary>The largest share that is held back, more than 0 and less than 1. What is sent even to a host that accepts nothing is how its recovery is noticed.</summary>
    /// <value>0.9.</value>
    public double MostHeldBack { get; set; } = 0.9;

    /// <summary>
    /// A request that its caller gives up sooner than this says nothing about the host, and is not counted. One that is given up later counts as not accepted: whoever waits for a
    /// host that hangs ends by a time-out of his own.
    /// </summary>
    /// <value>100 ms. Zero counts each as not accepted.</value>
    public TimeSpan LeastPatience { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How many hosts are told apart. Those beyond count together.</summary>
    /// <value>256.</value>
    public int HostCapacity { get; set; } = 256;

    /// <summary>Hold nothing back, and count what would be.</summary>
    /// <value><see langword="false"/>.</value>
    public bool Shadow { get; set; }
}
