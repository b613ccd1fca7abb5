namespace Platform.RateLimiting.Simulation.Peers;

/// <summary>
/// Gradient2 of Netflix's concurrency-limits, in windows of a second as its documentation recommends: the limit is multiplied by the long
/// average of latency over the window's, times a tolerance, between a half and one, and given room for a queue of four.
/// </summary>
internal sealed class Gradient2Limit(int most) : IConcurrencyLimit
{
    private const int Least = 20;
    private const double Smoothing = 0.2;
    private const double QueueSize = 4;
    private const double Tolerance = 1.5;
    private const int LongWindow = 600;
    private const int WarmUp = 10;
    private const int LeastSamples = 10;

    private double _limit = 20;
    private double _long;
    private double _warmUpSum;
    private int _warmUpCount;

    private long _windowEnd;
    private double _windowSum;
    private int _windowCount;
    private int _windowMostRunning;

    public string Name => "Gradient2";

    public double Limit => Math.Floor(_limit);

    public void Sample(long now, long latency, int running, bool dropped)
    {
        _windowSum += latency;
        _windowCount++;
        _windowMostRunning = Math.Max(_windowMostRunning, running);
        if (now <= _windowEnd)
            return;
        var (average, count, mostRunning) = (_windowSum / _windowCount, _windowCount, _windowMostRunning);
        (_windowSum, _windowCount, _windowMostRunning, _windowEnd) = (0, 0, 0, now + TimeSpan.TicksPerSecond);
        if (count >= LeastSamples)
            Update(average, mostRunning);
    }

    private void Update(double latency, int running)
    {
        if (_warmUpCount < WarmUp)
        {
            _warmUpSum += latency;
            _long = _warmUpSum / ++_warmUpCount;
        }
        else
        {
            _long += (latency - _long) * 2 / (LongWindow + 1);
        }
        if (_long / latency > 2)
            _long *= 0.95;
        if (running < _limit / 2)
            return;
        var gradient = Math.Clamp(Tolerance * _long / latency, 0.5, 1);
        _limit = Math.Clamp(_limit * (1 - Smoothing) + (_limit * gradient + QueueSize) * Smoothing, Least, most);
    }
}
