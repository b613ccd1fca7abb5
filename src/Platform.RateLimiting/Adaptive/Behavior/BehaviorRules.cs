namespace Platform.RateLimiting.Adaptive.Behavior;

/// <summary>Decides how a consumer's calls change its factor. Knows no clock and no lock; times are ticks of <see cref="TimeSpan"/>.</summary>
internal sealed class BehaviorRules
{
    /// <summary>The share of a threshold below which a consumer behaves. Between it and the threshold nothing changes: that is the hysteresis.</summary>
    public const double CalmShare = 0.5;

    private readonly double _failed;
    private readonly double _probed;
    private readonly double _refused;
    private readonly double _cost;
    private readonly double _halfLife;
    private readonly double _leastCalls;
    private readonly long _stepAfter;
    private readonly long _recoverAfter;
    private readonly long _rewardAfter;

    public BehaviorRules(RateLimitBehaviorOptions options)
    {
        (_failed, _probed, _refused, _cost) = (options.FailedShare, options.ProbedShare, options.RefusedShare, options.CostMultiple);
        (_halfLife, _leastCalls) = (options.HalfLife.Ticks, options.LeastCalls);
        (_stepAfter, _recoverAfter, _rewardAfter) = (options.StepAfter.Ticks, options.RecoverAfter.Ticks, options.RewardAfter.Ticks);
        IsShadow = options.Shadow;
        List<double> factors = [];
        for (var factor = 1.0; factor > options.Floor * 1.0001; factor /= 2)
            factors.Add(factor);
        factors.Add(options.Floor);
        Factors = [.. factors];
        Ceiling = options.Ceiling;
    }

    public bool IsShadow { get; }

    /// <summary>The factors of the steps down, beginning with 1 and ending with the floor.</summary>
    public double[] Factors { get; }

    public double Ceiling { get; }

    public double FactorOf(int step) => step < 0 ? Ceiling : Factors[Math.Min(step, Factors.Length - 1)];

    public double ThresholdOf(ConsumerBehaviorReason reason) => reason switch
    {
        ConsumerBehaviorReason.Failing => _failed,
        ConsumerBehaviorReason.Probing => _probed,
        ConsumerBehaviorReason.Hammering => _refused,
        ConsumerBehaviorReason.Costly => _cost,
        _ => 0,
    };

    /// <summary>Adds a call to what is known of a consumer, and to what is known of all.</summary>
    public void Count(ref BehaviorRecord record, long now, ConsumerCallOutcome outcome, double cost)
    {
        Fade(ref record, now);
        record.Calls++;
        record.Cost += (float)cost;
        switch (outcome)
        {
            case ConsumerCallOutcome.Failed:
                record.Failed++;
                break;
            case ConsumerCallOutcome.Probed:
                record.Probed++;
                break;
            case ConsumerCallOutcome.Refused:
                record.Refused++;
                break;
            default:
                break;
        }
    }

    /// <summary>Moves a consumer's step if it is time to.</summary>
    /// <param name="record">What is known of it.</param>
    /// <param name="now">The time.</param>
    /// <param name="meanCost">What a call of anybody costs on average.</param>
    /// <param name="isCall">Whether a call is the reason; being looked at restricts nobody.</param>
    /// <returns>By how many steps: positive down, negative up.</returns>
    public int Review(ref BehaviorRecord record, long now, double meanCost, bool isCall)
    {
        var quietSince = QuietSince(record, now);
        Fade(ref record, now);
        var (reason, measure, intensity) = Judge(record, meanCost);
        if (intensity >= 1)
        {
            record.GoodSince = 0;
            if (!isCall || record.Step >= Factors.Length - 1 || (record.SteppedAt != 0 && now - record.SteppedAt < _stepAfter))
                return 0;
            return Step(ref record, now, 1, reason, measure);
        }
        if (intensity > CalmShare)
        {
            record.GoodSince = 0;
            return 0;
        }

        if (record.GoodSince == 0)
            record.GoodSince = quietSince;
        // Who has been silent for long has had all the steps that the time was enough for.
        var moved = 0;
        while (record.Step > 0 && now - Math.Max(record.GoodSince, record.SteppedAt) >= _recoverAfter)
            moved += Step(ref record, Math.Max(record.GoodSince, record.SteppedAt) + _recoverAfter, -1, record.Step == 1 ? ConsumerBehaviorReason.None : record.Reason, record.Measure);
        if (record.Step == 0 && Ceiling > 1 && record.Calls >= _leastCalls && now - Math.Max(record.GoodSince, record.SteppedAt) >= _rewardAfter)
            moved += Step(ref record, now, -1, ConsumerBehaviorReason.None, 0);
        return moved;
    }

    /// <summary>When a restricted consumer is worth another look though it does not call.</summary>
    public long NextReview(in BehaviorRecord record) => Math.Max(record.GoodSince, record.SteppedAt) + _recoverAfter;

    /// <summary>When what a consumer did became too little to say anything of it, if it did since it was looked at last; now otherwise.</summary>
    private long QuietSince(in BehaviorRecord record, long now) => record.At == 0 || record.Calls < _leastCalls
        ? now
        : (long)Math.Min(now, record.At + _halfLife * Math.Log2(record.Calls / _leastCalls));

    private static int Step(ref BehaviorRecord record, long at, int steps, ConsumerBehaviorReason reason, double measure)
    {
        record.Step += (sbyte)steps;
        (record.SteppedAt, record.Reason, record.Measure) = (at, reason, (float)measure);
        return steps;
    }

    private (ConsumerBehaviorReason Reason, double Measure, double Intensity) Judge(in BehaviorRecord record, double meanCost)
    {
        if (record.Calls < _leastCalls)
            return default;
        // Refusals cost nothing and fail nobody, so the other shares are of what was not refused; of hardly any nothing follows.
        var served = record.Calls - record.Refused;
        var worst = (Reason: ConsumerBehaviorReason.Hammering, Measure: record.Refused / record.Calls, Intensity: record.Refused / record.Calls / _refused);
        if (served < _leastCalls / 4)
            return worst;
        Compare(ConsumerBehaviorReason.Failing, record.Failed / served, _failed);
        Compare(ConsumerBehaviorReason.Probing, record.Probed / served, _probed);
        if (meanCost > 0)
            Compare(ConsumerBehaviorReason.Costly, record.Cost / served / meanCost, _cost);
        return worst;

        void Compare(ConsumerBehaviorReason reason, double measure, double threshold)
        {
            if (measure / threshold > worst.Intensity)
                worst = (reason, (float)measure, measure / threshold);
        }
    }

    private void Fade(ref BehaviorRecord record, long now)
    {
        var elapsed = now - record.At;
        if (record.At != 0 && elapsed > 0)
        {
            var left = (float)Math.Pow(0.5, elapsed / _halfLife);
            record.Calls *= left;
            record.Failed *= left;
            record.Probed *= left;
            record.Refused *= left;
            record.Cost *= left;
        }
        record.At = Math.Max(record.At, now);
    }
}
