using Platform.RateLimiting.Gcra;
using Platform.RateLimiting.Quotas;

namespace Platform.RateLimiting.Policies;

/// <summary>A limit, ready to decide.</summary>
internal sealed class Limit(string name, RateLimitOptions options, LimitState state)
{
    public string Name { get; } = name;

    public long Permits { get; } = options.Permits;

    public TimeSpan Per { get; } = options.Per;

    public GcraRate Rate { get; } = GcraRate.TryCreate(options.Permits, options.Per, options.Burst ?? options.Permits)!.Value;

    public LimitState State { get; } = state;
}

/// <summary>The limits that hold for a consumer: those of the policy, of a tier, or of one consumer. All plans of a policy have the same limits in the same order, and share their state.</summary>
internal sealed class PolicyPlan(string? tier, Limit[] limits, QuotaPlan? quotas = null)
{
    private object? _face;
    private object? _engine;

    public string? Tier { get; } = tier;

    public Limit[] Limits { get; } = limits;

    public QuotaPlan? Quotas { get; } = quotas;

    /// <summary>Something that a face made from the plan, once: the text of a header does not change as long as the plan stands.</summary>
    public TFace Face<TFace>(Func<PolicyPlan, TFace> make)
        where TFace : class => Volatile.Read(ref _face) as TFace ?? Make(make);

    /// <summary>What an engine keeps for the plan as long as it stands, once it was given.</summary>
    public object? Engine => Volatile.Read(ref _engine);

    /// <summary>Keeps it, unless somebody was faster; everybody gets the same.</summary>
    public TEngine Keep<TEngine>(TEngine engine)
        where TEngine : class => (TEngine)(Interlocked.CompareExchange(ref _engine, engine, null) ?? engine);

    private TFace Make<TFace>(Func<PolicyPlan, TFace> make)
        where TFace : class
    {
        var made = make(this);
        Volatile.Write(ref _face, made);
        return made;
    }
}
