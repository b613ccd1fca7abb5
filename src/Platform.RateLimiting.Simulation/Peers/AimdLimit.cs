namespace Platform.RateLimiting.Simulation.Peers;

/// <summary>
/// Additive increase, multiplicative decrease (Chiu and Jain, 1989), with the parameters of Netflix's concurrency-limits: one more for each
/// call that ends well while at least half of the limit is in use, a tenth less for each that times out.
/// </summary>
internal sealed class AimdLimit(long timeout) : IConcurrencyLimit
{
    private const int Initial = 10;
    private const double BackoffRatio = 0.9;

    private int _limit = Initial;

    public string Name => "AIMD";

    public double Limit => _limit;

    public void Sample(long now, long latency, int running, bool dropped)
    {
        if (dropped || latency > timeout)
            _limit = Math.Max(1, Math.Min(_limit - 1, (int)(_limit * BackoffRatio)));
        else if (running * 2 >= _limit)
            _limit++;
    }
}
