namespace Platform.RateLimiting.Simulation.Engine;

/// <summary>Works on calls as a <see cref="ServiceModel"/> says, and tells when each is done.</summary>
internal sealed class SimulatedService
{
    private readonly ServiceModel _model;
    private readonly SimulationClock _clock;
    private readonly Action<SimulatedCall> _done;
    private readonly Queue<SimulatedCall> _waiting = new();
    private readonly PriorityQueue<SimulatedCall, double> _shared = new();
    private readonly Action<object> _finish;
    private double _parallelism;
    private double _speed = 1;
    private int _working;

    // Of a shared service: the work that each call in it has been given since the beginning, and when that was reckoned.
    private double _given;
    private long _reckonedAt;
    private long _version;

    public SimulatedService(ServiceModel model, SimulationClock clock, Action<SimulatedCall> done)
    {
        (_model, _clock, _done, _parallelism) = (model, clock, done, model.Parallelism);
        _finish = call => Finish((SimulatedCall)call);
    }

    public void Begin(SimulatedCall call)
    {
        if (_model.IsShared)
        {
            Reckon();
            _shared.Enqueue(call, _given + call.Work);
            Await();
        }
        else if (_working < Slots)
        {
            Work(call);
        }
        else
        {
            _waiting.Enqueue(call);
        }
    }

    public void Change(CapacityStep step)
    {
        Reckon();
        (_parallelism, _speed) = (_model.Parallelism * step.Parallelism, step.Speed);
        if (_model.IsShared)
            Await();
        while (_working < Slots && _waiting.TryDequeue(out var next))
            Work(next);
    }

    private int Slots => (int)Math.Round(_parallelism);

    private void Work(SimulatedCall call)
    {
        _working++;
        _clock.Schedule(_clock.Now + Math.Max(1, (long)(call.Work / _speed)), _finish, call);
    }

    private void Finish(SimulatedCall call)
    {
        _working--;
        if (_working < Slots && _waiting.TryDequeue(out var next))
            Work(next);
        _done(call);
    }

    private double SpeedOfEach => _shared.Count == 0 ? 0 : _speed * Math.Min(1, _parallelism / _shared.Count) * _model.Slowdown(_shared.Count);

    private void Reckon()
    {
        _given += (_clock.Now - _reckonedAt) * SpeedOfEach;
        _reckonedAt = _clock.Now;
    }

    private void Await()
    {
        var version = ++_version;
        if (!_shared.TryPeek(out _, out var need) || SpeedOfEach == 0)
            return;
        _clock.Schedule(_clock.Now + Math.Max(1, (long)Math.Ceiling((need - _given) / SpeedOfEach)), () => FinishShared(version));
    }

    private void FinishShared(long version)
    {
        if (version != _version)
            return;
        Reckon();
        var call = _shared.Dequeue();
        Await();
        _done(call);
    }
}
