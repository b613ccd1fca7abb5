using Platform.RateLimiting.Simulation.Peers;

namespace Platform.RateLimiting.Simulation.Engine;

/// <summary>One scenario with one rule, from beginning to end.</summary>
internal sealed class SimulationRun
{
    private const int MostPoints = 240;

    private readonly Scenario _scenario;
    private readonly SimulationClock _clock = new();
    private readonly SimulatedService _service;
    private readonly IAdmission _admission;
    private readonly Random[] _arrivals;
    private readonly Random _work;
    private readonly Random _retries;
    private readonly double[] _factors;
    private readonly TenantTally[] _tallies;
    private readonly Bucket[] _buckets;
    private readonly long _bucketTicks;
    private readonly long _warmUp;
    private readonly List<float> _latencies = [];
    private readonly Action<object> _expire;
    private readonly Action<object> _retry;
    private int _running;

    public SimulationRun(Scenario scenario, ConcurrencyRule rule, int seed)
    {
        _scenario = scenario;
        // Each purpose has a stream of its own, so that the load is the same for every rule whatever it admits.
        _arrivals = [.. scenario.Tenants.Select((_, index) => new Random(unchecked(seed * 31 + index)))];
        _work = new Random(unchecked(seed * 31 + 1009));
        _retries = new Random(unchecked(seed * 31 + 2003));
        _factors = [.. scenario.Tenants.Select(_ => 1.0)];
        _tallies = [.. scenario.Tenants.Select(_ => new TenantTally())];
        _bucketTicks = Math.Max(1, scenario.Duration.Ticks / MostPoints);
        _buckets = [.. Enumerable.Range(0, MostPoints + 1).Select(_ => new Bucket())];
        _warmUp = scenario.WarmUp.Ticks;
        _expire = call => GiveUp((SimulatedCall)call);
        _retry = call => TryAgain((SimulatedCall)call);
        _service = new SimulatedService(scenario.Service, _clock, Done);
        _admission = rule.Make(new AdmissionParts(scenario, _clock, Begin, Refuse, seed));
    }

    public SimulationResult Run(string rule, CancellationToken cancellationToken)
    {
        for (var tenant = 0; tenant < _scenario.Tenants.Count; tenant++)
        {
            var who = tenant;
            foreach (var step in _scenario.Tenants[tenant].Steps)
                _clock.Schedule(step.At.Ticks, () => _factors[who] = step.Factor);
            ScheduleArrival(tenant);
        }
        foreach (var step in _scenario.Capacity)
            _clock.Schedule(step.At.Ticks, () => _service.Change(step));
        Look();
        _clock.RunUntil(_scenario.Duration, cancellationToken);
        return SimulationResult.Of(rule, _scenario, _tallies, _buckets, _bucketTicks, _latencies);
    }

    private Bucket Now => _buckets[Math.Min(MostPoints, _clock.Now / _bucketTicks)];

    private bool Counts => _clock.Now >= _warmUp;

    private void Look()
    {
        Now.LimitSum += _admission.Limit;
        Now.RunningSum += _running;
        Now.Looks++;
        _clock.Schedule(_clock.Now + Math.Max(1, _bucketTicks / 20), Look);
    }

    private void ScheduleArrival(int tenant)
    {
        var rate = _scenario.Tenants[tenant].Load * _factors[tenant] * _scenario.Service.Capacity;
        // While nobody calls, it is looked again after a while whether somebody does.
        var wait = rate <= 0 ? TimeSpan.TicksPerSecond / 10.0 : -Math.Log(1 - _arrivals[tenant].NextDouble()) / rate * TimeSpan.TicksPerSecond;
        _clock.Schedule(_clock.Now + Math.Max(1, (long)wait), () =>
        {
            ScheduleArrival(tenant);
            if (rate > 0)
                Call(tenant, 0);
        });
    }

    private void Call(int tenant, int attempt)
    {
        var now = _clock.Now;
        var call = new SimulatedCall
        {
            Tenant = tenant,
            ArrivedAt = now,
            Deadline = now + _scenario.Deadline.Ticks,
            Work = Math.Max(1, _scenario.Service.MeanTime.Ticks * _scenario.Service.Times.Draw(_work)),
            Attempt = attempt,
        };
        if (attempt == 0)
        {
            Now.Asked++;
            if (Counts)
                _tallies[tenant].Asked++;
        }
        Now.Attempts++;
        if (_scenario.Retries > 0)
            _clock.Schedule(call.Deadline, _expire, call);
        _admission.Arrive(call);
    }

    private void Begin(SimulatedCall call)
    {
        _running++;
        _service.Begin(call);
    }

    private void Done(SimulatedCall call)
    {
        _running--;
        var inTime = !call.IsSettled && _clock.Now <= call.Deadline;
        if (inTime)
        {
            call.IsSettled = true;
            Now.Served++;
            Now.LatencySum += _clock.Now - call.ArrivedAt;
            if (Counts)
            {
                _tallies[call.Tenant].Served++;
                _latencies.Add((float)TimeSpan.FromTicks(_clock.Now - call.ArrivedAt).TotalMilliseconds);
            }
        }
        else
        {
            Now.Wasted++;
            if (!call.IsSettled)
                GiveUp(call);
        }
        _admission.Done(call, inTime);
    }

    private void Refuse(SimulatedCall call)
    {
        Now.Refused++;
        GiveUp(call);
    }

    /// <summary>The caller has no answer and goes, or comes back later.</summary>
    private void GiveUp(SimulatedCall call)
    {
        if (call.IsSettled)
            return;
        call.IsSettled = true;
        if (call.Attempt >= _scenario.Retries)
            return;
        var pause = _scenario.RetryDelay.Ticks * Math.Pow(2, call.Attempt) * (0.5 + _retries.NextDouble());
        _clock.Schedule(_clock.Now + Math.Max(1, (long)pause), _retry, call);
    }

    private void TryAgain(SimulatedCall call) => Call(call.Tenant, call.Attempt + 1);

    internal sealed class TenantTally
    {
        public long Asked;
        public long Served;
    }

    internal sealed class Bucket
    {
        public long Asked;
        public long Attempts;
        public long Served;
        public long Wasted;
        public long Refused;
        public double LatencySum;
        public double LimitSum;
        public double RunningSum;
        public int Looks;
    }
}

/// <summary>What an admission is made of.</summary>
internal sealed record AdmissionParts(Scenario Scenario, SimulationClock Clock, Action<SimulatedCall> Begin, Action<SimulatedCall> Refuse, int Seed)
{
    public IAdmission Limited(IConcurrencyLimit rule) => new LimitedAdmission(rule, Clock, Begin, Refuse);
}
