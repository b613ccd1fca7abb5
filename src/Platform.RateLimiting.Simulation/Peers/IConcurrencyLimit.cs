namespace Platform.RateLimiting.Simulation.Peers;

/// <summary>A rule that says how many calls may run at once, told of every call that ends. Times are ticks of <see cref="TimeSpan"/>.</summary>
internal interface IConcurrencyLimit
{
    string Name { get; }

    double Limit { get; }

    /// <summary>Called when a call ends.</summary>
    /// <param name="now">When.</param>
    /// <param name="latency">How long it ran.</param>
    /// <param name="running">How many ran when it began, itself included.</param>
    /// <param name="dropped">Whether its caller had gone.</param>
    void Sample(long now, long latency, int running, bool dropped);
}
