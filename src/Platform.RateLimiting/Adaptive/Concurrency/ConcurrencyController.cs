namespace Platform.RateLimiting.Adaptive.Concurrency;

/// <summary>
/// Finds how many calls are worth running at once, by experiment. While the limit binds, two limits a little apart are tried in turn,
/// in an order that chance decides, and the completions of each are counted. Where more concurrency brings more completions the limit rises, where
/// it only makes calls wait it falls. Nothing is compared with a latency remembered from better days, so there is nothing to
/// drift, nothing to probe for by emptying the service, and what slows down for a reason of its own moves both sides alike.
/// </summary>
/// <remarks>
/// The step is a stochastic approximation of where the elasticity of throughput in concurrency crosses <see cref="WorthwhileElasticity"/>
/// (Kiefer and Wolfowitz, 1952), with a gain that grows while steps agree and shrinks when they turn (Kesten, 1958). Throughput is
/// counted only while as many run as may: otherwise demand would decide it. Knows no clock and no lock; times are ticks of <see cref="TimeSpan"/>.
/// </remarks>
internal sealed class ConcurrencyController
{
    /// <summary>One per cent more concurrency must bring this many per cent more throughput to be worth it. More leaves capacity unused, less lets calls queue.</summary>
    public const double WorthwhileElasticity = 0.1;

    /// <summary>How far the two limits of a trial lie from the middle: a sixth of it, nearly.</summary>
    private const double Spread = 1.16;

    /// <summary>Completions on each side that make a trial count in full. Fewer move the limit less.</summary>
    private const double FullEvidence = 200;

    /// <summary>So many times the mean of a call, but at least a second, is long.</summary>
    private const double LongTimes = 8;

    private const double LeastGain = 0.05;
    private const double FirstGain = 0.8;
    private const double MostGain = 2;
    private const double LargestStep = 0.7;

    /// <summary>Of a rate that stays the same, the chance to see less than half of 40 expected is less than one in a thousand, also where times vary more than exponentially.</summary>
    private const double ExpectedForAlarm = 40;

    private const long LeastAlarmTime = TimeSpan.TicksPerSecond / 5;
    private const long LongestPhase = 20 * TimeSpan.TicksPerSecond;

    private readonly int _least;
    private readonly int _most;
    private ulong _random;

    private double _middle;
    private double _gain = FirstGain;
    private int _lastSign;
    private int _low;
    private int _high;
    private bool _isHigh;
    private bool _isSecond;
    private bool _settling = true;
    private long _since;
    private long _last = long.MinValue;

    private long _timeAtLimit;
    private double _completions;
    private double _otherRate;
    private double _otherCompletions;

    private long _alarmTime;
    private double _alarmCompletions;
    private double _usualRate;
    private int _usualLimit = 1;
    private double _latency;

    public ConcurrencyController(int initial, int least, int most, ulong seed)
    {
        (_least, _most, _middle, _random) = (least, most, Math.Clamp(initial, least, most), seed | 1);
        StartTrial();
    }

    /// <summary>How many may run now.</summary>
    public int Limit => _isHigh ? _high : _low;

    /// <summary>The middle of the trials: what the limit is thought to be.</summary>
    public double Estimate => _middle;

    /// <summary>How long calls take, smoothed, in ticks; 0 as long as none has ended.</summary>
    public double MeanLatency => _latency;

    /// <summary>The latest trial or alarm.</summary>
    public ConcurrencyFinding Latest { get; private set; }

    /// <summary>After what time a call takes long, in ticks.</summary>
    /// <param name="meanLatency">How long calls take.</param>
    public static long LongAfter(double meanLatency) => Math.Max(TimeSpan.TicksPerSecond, (long)(LongTimes * meanLatency));

    /// <summary>Passes time with so many running. Called before the number changes.</summary>
    public void Pass(long now, int running)
    {
        var elapsed = _last == long.MinValue ? 0 : Math.Max(0, now - _last);
        _last = Math.Max(now, _last);
        if (running >= Limit)
        {
            _alarmTime += elapsed;
            if (!_settling)
                _timeAtLimit += elapsed;
        }
        if (_since == 0)
            _since = now;
        if (_settling)
        {
            // What began under the other limit must have left before this one can be judged.
            if (running <= Limit && now - _since >= (long)_latency)
            {
                _settling = false;
                _since = now;
            }
        }
        else if (_completions >= FullEvidence && now - _since >= 2 * (long)_latency || now - _since >= LongestPhase)
        {
            EndPhase(now);
        }
        else if (ExpectedRate * _alarmTime >= ExpectedForAlarm && _alarmTime >= Math.Max(LeastAlarmTime, 2 * (long)_latency))
        {
            CheckAlarm(now);
        }
    }

    /// <summary>Counts a completion. <paramref name="running"/> still includes it.</summary>
    public void Complete(long now, int running, long latency, bool succeeded)
    {
        if (succeeded)
        {
            // Whoever makes calls last, and then lets them succeed, must not be the one who says what is long: a few of his would count for hundreds of others.
            _latency += (Math.Min(latency, LongAfter(_latency)) - _latency) * (_latency == 0 ? 1 : 0.02);
            if (running >= Limit)
            {
                _alarmCompletions++;
                if (!_settling)
                    _completions++;
            }
        }
        Pass(now, running);
    }

    /// <summary>
    /// Counts an end that says nothing of the service: its caller has gone, or has not said how it went. It counts for what its place would have done meanwhile, so that whoever hangs up
    /// moves nothing. One that lasted longer than calls do may have been left for that, and is no throughput.
    /// </summary>
    public void Ignore(long now, int running, long latency)
    {
        if (running >= Limit && latency < _latency)
        {
            var meanwhile = latency / _latency;
            _alarmCompletions += meanwhile;
            if (!_settling)
                _completions += meanwhile;
        }
        Pass(now, running);
    }

    private void EndPhase(long now)
    {
        // Half a completion more: of none the rate would be zero and its logarithm nothing.
        var rate = _timeAtLimit == 0 ? 0 : (_completions + 0.5) / _timeAtLimit;
        if (rate > 0)
        {
            _usualRate += (rate - _usualRate) * (_usualRate == 0 ? 1 : 0.3 * Math.Min(1, _completions / FullEvidence));
            _usualLimit = Limit;
        }
        if (!_isSecond)
        {
            (_otherRate, _otherCompletions) = (rate, _completions);
            (_isSecond, _isHigh) = (true, !_isHigh);
            StartPhase(now);
            return;
        }
        // Between bounds that are the same there is nothing to find out.
        if (rate > 0 && _otherRate > 0 && _high > _low)
            Judge(now, _isHigh ? rate : _otherRate, _isHigh ? _otherRate : rate, Math.Min(_completions, _otherCompletions));
        StartTrial();
        StartPhase(now);
    }

    private void Judge(long now, double highRate, double lowRate, double completions)
    {
        var elasticity = Math.Log(highRate / lowRate) / Math.Log((double)_high / _low);
        var direction = Math.Clamp(elasticity - WorthwhileElasticity, -1, 1);
        var sign = Math.Sign(direction);
        _gain = sign == _lastSign ? Math.Min(MostGain, _gain * 1.5) : Math.Max(LeastGain, _gain * 0.5);
        _lastSign = sign;
        var before = _middle;
        Move(Math.Exp(Math.Clamp(_gain * Math.Min(1, completions / FullEvidence) * direction, -LargestStep, LargestStep)));
        Latest = new ConcurrencyFinding(now, before, _middle, _low, _high, lowRate * TimeSpan.TicksPerSecond, highRate * TimeSpan.TicksPerSecond, elasticity, false);
    }

    private void CheckAlarm(long now)
    {
        var share = _alarmCompletions / (ExpectedRate * _alarmTime);
        var rate = (_alarmCompletions + 0.5) / _alarmTime;
        (_alarmTime, _alarmCompletions) = (0, 0);
        if (share >= 0.5)
            return;
        // Half of what was usual has gone. Whether with less at once it goes better, trials with a large gain tell soon.
        var before = _middle;
        Move(Math.Max(0.5, share));
        Latest = new ConcurrencyFinding(now, before, _middle, _low, _high, rate * TimeSpan.TicksPerSecond, _usualRate * TimeSpan.TicksPerSecond, 0, true);
        (_usualRate, _usualLimit, _gain, _lastSign) = (rate, Limit, FirstGain, 0);
        StartTrial();
        StartPhase(now);
    }

    /// <summary>With fewer at once less is usual, at worst in proportion.</summary>
    private double ExpectedRate => _usualRate * Math.Min(1, (double)Limit / _usualLimit);

    private void Move(double factor) => _middle = Math.Clamp(_middle * factor, _least, _most);

    private void StartTrial()
    {
        _low = Math.Clamp((int)Math.Floor(_middle / Spread), _least, _most);
        _high = Math.Clamp(Math.Max(_low + 1, (int)Math.Ceiling(_middle * Spread)), _least, _most);
        if (_high == _low && _low > _least)
            _low--;
        _isSecond = false;
        _isHigh = NextBit();
    }

    private void StartPhase(long now)
    {
        (_settling, _since, _timeAtLimit, _completions) = (true, now, 0, 0);
        (_alarmTime, _alarmCompletions) = (0, 0);
    }

    /// <summary>Xorshift (Marsaglia, 2003). A fixed order could keep step with something periodic in the load.</summary>
    private bool NextBit()
    {
        _random ^= _random << 13;
        _random ^= _random >> 7;
        _random ^= _random << 17;
        return (_random >> 32 & 1) != 0;
    }
}
