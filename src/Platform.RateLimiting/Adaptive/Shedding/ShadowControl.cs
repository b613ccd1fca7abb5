using System.Globalization;

namespace Platform.RateLimiting.Adaptive.Shedding;

/// <summary>
/// What an adaptive limit would do, for one that does nothing. It cannot try limits, so it compares what is done while a little less runs than it would allow with
/// what is done while a little more does. Chance has not arranged that comparison: a service that was slow for another reason at a busy time looks as if more
/// at once had slowed it. It is an estimate to be watched, not the limit that will be found.
/// </summary>
internal sealed class ShadowControl
{
    private const double Width = 1.5;
    private const double Gain = 0.5;
    private const double LargestStep = 0.3;
    private const int FullEvidence = 200;

    private readonly int _least;
    private readonly int _most;
    private double _limit;
    private long _last = long.MinValue;
    private Stratum _below;
    private Stratum _above;
    private Stratum _beyond;
    private Stratum _elsewhere;
    private double _elasticity = double.NaN;

    public ShadowControl(PlatformAdaptiveLimitOptions options) => (_least, _most, _limit) = (options.LeastLimit, options.MostLimit, Math.Clamp(options.InitialLimit, options.LeastLimit, options.MostLimit));

    public int Limit => (int)Math.Round(_limit);

    public int Running { get; private set; }

    /// <summary>A call comes, and runs.</summary>
    /// <returns>Whether it would have run at once.</returns>
    public bool Admit(long now, LoadPriority priority)
    {
        Pass(now);
        return Running++ < Limit || priority >= LoadPriority.Critical;
    }

    public void Complete(long now, bool succeeded)
    {
        Pass(now);
        if (succeeded && Running > 0)
            StratumOf(Running).Completions++;
        Running--;
        Judge();
    }

    public string Explain() => double.IsNaN(_elasticity)
        ? string.Create(CultureInfo.InvariantCulture, $"The limit would be {Limit}, as it was set: too little has run near it to say more. Nothing is refused.")
        : string.Create(CultureInfo.InvariantCulture, $"The limit would be {Limit}: near it, one per cent more calls at once went with {_elasticity:0.00} per cent more done. Nothing is refused, so this was observed, not tried.");

    private void Pass(long now)
    {
        if (_last != long.MinValue && Running > 0)
        {
            ref var stratum = ref StratumOf(Running);
            stratum.Time += Math.Max(0, now - _last);
            stratum.Calls += Math.Max(0, now - _last) * (double)Running;
        }
        _last = Math.Max(now, _last);
    }

    private void Judge()
    {
        if (_below.Completions >= FullEvidence && _above.Completions >= FullEvidence && _below.Time > 0 && _above.Time > 0)
        {
            _elasticity = Math.Log(_above.Rate / _below.Rate) / Math.Log(_above.MeanRunning / _below.MeanRunning);
            Move(Math.Exp(Math.Clamp(Gain * (_elasticity - Concurrency.ConcurrencyController.WorthwhileElasticity), -LargestStep, LargestStep)));
        }
        else if (_above.Completions + _beyond.Completions >= 5 * FullEvidence)
        {
            // So few at once have hardly been seen, so nothing is known against more.
            Move(Math.Exp(LargestStep));
        }
        else if (_below.Completions >= 50 * FullEvidence)
        {
            // Old evidence would outweigh what comes when it grows busy.
            _below = default;
        }
    }

    private void Move(double factor)
    {
        _limit = Math.Clamp(_limit * factor, _least, _most);
        (_below, _above, _beyond) = (default, default, default);
    }

    private ref Stratum StratumOf(int running)
    {
        if (running < _limit / Width)
            return ref _elsewhere;
        if (running < _limit)
            return ref _below;
        if (running < _limit * Width)
            return ref _above;
        return ref _beyond;
    }

    private struct Stratum
    {
        public long Time;
        public double Calls;
        public int Completions;

        public readonly double Rate => (double)Completions / Time;

        public readonly double MeanRunning => Calls / Time;
    }
}
