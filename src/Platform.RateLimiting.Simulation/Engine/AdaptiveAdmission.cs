using Platform.RateLimiting.Adaptive.Concurrency;
using Platform.RateLimiting.Adaptive.Shedding;

namespace Platform.RateLimiting.Simulation.Engine;

/// <summary>The decisions of the adaptive limiter as it ships, in virtual time.</summary>
internal sealed class AdaptiveAdmission : IAdmission
{
    private readonly AdmissionParts _parts;
    private readonly PlatformAdaptiveLimitOptions _options = new();
    private readonly AdmissionControl<SimulatedCall> _control;
    private bool _ticks;

    public AdaptiveAdmission(AdmissionParts parts)
    {
        _parts = parts;
        var concurrency = new ConcurrencyController(_options.InitialLimit, _options.LeastLimit, _options.MostLimit, (ulong)parts.Seed * 0x9E3779B97F4A7C15);
        _control = new AdmissionControl<SimulatedCall>(concurrency, _options.QueueCapacity, _options.QueueTarget.Ticks, _options.QueueInterval.Ticks, _options.LongHeldShare, Answer);
    }

    public double Limit => _control.Concurrency.Limit;

    public void Arrive(SimulatedCall call)
    {
        switch (_control.Arrive(_parts.Clock.Now, PriorityOf(call), ConsumerOf(call), call))
        {
            case AdmissionOutcome.Admitted:
                Begin(call);
                break;
            case AdmissionOutcome.Waits:
                Watch();
                break;
            default:
                _parts.Refuse(call);
                break;
        }
    }

    public void Done(SimulatedCall call, bool inTime) =>
        _control.Complete(_parts.Clock.Now, PriorityOf(call), ConsumerOf(call), _parts.Clock.Now - call.BegunAt, inTime);

    private void Answer(SimulatedCall call, AdmissionOutcome outcome)
    {
        if (outcome == AdmissionOutcome.Admitted)
            Begin(call);
        else
            _parts.Refuse(call);
    }

    private void Begin(SimulatedCall call)
    {
        call.BegunAt = _parts.Clock.Now;
        _parts.Begin(call);
    }

    /// <summary>While calls wait, those that may wait no longer are looked for.</summary>
    private void Watch()
    {
        if (_ticks || _control.Waiting == 0)
            return;
        _ticks = true;
        _parts.Clock.Schedule(_parts.Clock.Now + _control.AllowedWait(_parts.Clock.Now), () =>
        {
            _ticks = false;
            _control.Tick(_parts.Clock.Now);
            Watch();
        });
    }

    private LoadPriority PriorityOf(SimulatedCall call) => _parts.Scenario.Tenants[call.Tenant].Priority;

    /// <summary>As good as a hash, and never two tenants in one bucket by chance of the seed.</summary>
    private static ulong ConsumerOf(SimulatedCall call) => (ulong)call.Tenant;
}
