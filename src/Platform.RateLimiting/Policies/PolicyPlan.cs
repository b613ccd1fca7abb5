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

    /// <summary>The same limit, with the same state, for a consumer whose limits are multiplied. Its burst pays off in the same time, so a debt stays what it was.</summary>
    public Limit Scaled(double factor)
    {
        var permits = Permits * factor;
        var scaled = new RateLimitOptions { Burst = Math.Max(1, (long)Math.Round(Rate.Burst * factor)) };
        // Whole permits where that is exact, as people expect to read them; otherwise a longer time for the same.
        (scaled.Permits, scaled.Per) = permits >= 1 && permits == Math.Floor(permits) ? ((long)permits, Per) : (Permits, Per / factor);
        return GcraRate.TryCreate(scaled.Permits, scaled.Per, scaled.Burst.Value) is null ? this : new Limit(Name, scaled, State);
    }
}

/// <summary>The limits that hold for a consumer: those of the policy, of a tier, or of one consumer. All plans of a policy have the same limits in the same order, and share their state.</summary>
internal sealed class PolicyPlan(string? tier, Limit[] limits, QuotaPlan? quotas = null, double factor = 1)
{
    private PolicyPlan[] _scaled = [];

    private PolicySnapshot? _snapshot;
    private object? _face;
    private object? _engine;

    /// <summary>What it is part of. A decision then keeps one reference instead of two: each that is kept is reported to the collector.</summary>
    public PolicySnapshot Snapshot => _snapshot ?? throw new InvalidOperationException("The plan belongs to no snapshot yet.");

    public string? Tier { get; } = tier;

    public Limit[] Limits { get; } = limits;

    public QuotaPlan? Quotas { get; } = quotas;

    /// <summary>What the limits are multiplied by because of a consumer's behavior.</summary>
    public double Factor { get; } = factor;

    /// <summary>The plan with its limits multiplied; quotas are what was sold, and stay. There are few factors, so each is made once.</summary>
    public PolicyPlan Scaled(double factor)
    {
        foreach (var made in Volatile.Read(ref _scaled))
        {
            if (made.Factor == factor)
                return made;
        }
        return MakeScaled(factor);
    }

    /// <summary>Something that a face made from the plan, once: the text of a header does not change as long as the plan stands.</summary>
    public TFace Face<TFace>(Func<PolicyPlan, TFace> make)
        where TFace : class => Volatile.Read(ref _face) as TFace ?? Make(make);

    /// <summary>What an engine keeps for the plan as long as it stands, once it was given.</summary>
    public object? Engine => Volatile.Read(ref _engine);

    /// <summary>Keeps it, unless somebody was faster; everybody gets the same.</summary>
    public TEngine Keep<TEngine>(TEngine engine)
        where TEngine : class => (TEngine)(Interlocked.CompareExchange(ref _engine, engine, null) ?? engine);

    /// <summary>Says what it is part of, before anybody decides by it.</summary>
    public void Belong(PolicySnapshot snapshot) => _snapshot = snapshot;

    private PolicyPlan MakeScaled(double factor)
    {
        lock (Limits)
        {
            if (_scaled.FirstOrDefault(made => made.Factor == factor) is { } known)
                return known;
            var made = new PolicyPlan(Tier, [.. Limits.Select(limit => limit.Scaled(factor))], Quotas, factor);
            made.Belong(Snapshot);
            Volatile.Write(ref _scaled, [.. _scaled, made]);
            return made;
        }
    }

    private TFace Make<TFace>(Func<PolicyPlan, TFace> make)
        where TFace : class
    {
        var made = make(this);
        Volatile.Write(ref _face, made);
        return made;
    }
}
