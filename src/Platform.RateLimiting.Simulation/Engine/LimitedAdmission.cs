using Platform.RateLimiting.Simulation.Peers;

namespace Platform.RateLimiting.Simulation.Engine;

/// <summary>Admits as many as a peer's rule says and refuses the others at once, as its simple limiter does.</summary>
internal sealed class LimitedAdmission(IConcurrencyLimit rule, SimulationClock clock, Action<SimulatedCall> begin, Action<SimulatedCall> refuse) : IAdmission
{
    private int _running;

    public double Limit => rule.Limit;

    public void Arrive(SimulatedCall call)
    {
        if (_running >= (int)rule.Limit)
        {
            refuse(call);
            return;
        }
        call.RunningAtStart = ++_running;
        call.BegunAt = clock.Now;
        begin(call);
    }

    public void Done(SimulatedCall call, bool inTime)
    {
        _running--;
        rule.Sample(clock.Now, Math.Max(1, clock.Now - call.BegunAt), call.RunningAtStart, !inTime);
    }
}
