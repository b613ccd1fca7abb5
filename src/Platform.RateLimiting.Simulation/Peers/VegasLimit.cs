namespace Platform.RateLimiting.Simulation.Peers;

/// <summary>
/// TCP Vegas (Brakmo and Peterson, 1994) as Netflix's concurrency-limits applies it to calls: the queue is the limit times one
/// less the shortest latency over the latest one, and is held between three and six times the logarithm of the limit. The shortest latency is
/// forgotten every thirty limits' worth of calls, about.
/// </summary>
internal sealed class VegasLimit(int most, Random random) : IConcurrencyLimit
{
    private const double ProbeMultiplier = 30;

    private double _limit = 20;
    private long _shortest;
    private int _sinceProbe;
    private double _jitter = 0.5 + random.NextDouble() / 2;

    public string Name => "Vegas";

    public double Limit => Math.Floor(_limit);

    public void Sample(long now, long latency, int running, bool dropped)
    {
        if (++_sinceProbe >= _jitter * ProbeMultiplier * _limit)
        {
            (_jitter, _sinceProbe, _shortest) = (0.5 + random.NextDouble() / 2, 0, latency);
            return;
        }
        if (_shortest == 0 || latency < _shortest)
        {
            _shortest = latency;
            return;
        }

        var step = Math.Max(1, (int)Math.Log10((int)_limit));
        var queue = (int)Math.Ceiling(_limit * (1 - (double)_shortest / latency));
        if (dropped)
            _limit -= step;
        else if (running * 2 < _limit)
            return;
        else if (queue <= step)
            _limit += 6 * step;
        else if (queue < 3 * step)
            _limit += step;
        else if (queue > 6 * step)
            _limit -= step;
        _limit = Math.Clamp(_limit, 1, most);
    }
}
