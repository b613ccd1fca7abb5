namespace Platform.RateLimiting.Simulation.Peers;

/// <summary>The same limit always. The best of them, found by trying, is what an adaptive one is measured by.</summary>
internal sealed class FixedLimit(double limit) : IConcurrencyLimit
{
    public string Name => "fixed";

    public double Limit => limit;

    public void Sample(long now, long latency, int running, bool dropped)
    {
    }
}
