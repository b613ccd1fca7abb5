namespace Platform.Plugins.Extensions;

/// <summary>What a circuit breaker knows. Pure: what it decides follows from what it is told.</summary>
/// <param name="Failures">How many calls have failed one after the other.</param>
/// <param name="ClosedAgainAt">Until when nobody is let through, as a timestamp; nothing while it is closed.</param>
/// <param name="IsTried">Whether the one call that tries is under way.</param>
internal readonly record struct BreakerState(int Failures, long? ClosedAgainAt, bool IsTried)
{
    /// <summary>Whether a call is let through now, and what is known then.</summary>
    public bool TryEnter(long now, out BreakerState next)
    {
        if (ClosedAgainAt is not { } until)
        {
            next = this;
            return true;
        }
        var passes = now >= until && !IsTried;
        next = passes ? this with { IsTried = true } : this;
        return passes;
    }

    public static BreakerState Succeeded() => default;

    public BreakerState Failed(long now, int breakAfter, long breakFor)
    {
        var failures = Math.Min(Failures + 1, breakAfter);
        return new BreakerState(failures, failures >= breakAfter ? now + breakFor : null, IsTried: false);
    }

    /// <summary>The call was given up by whoever made it: it says nothing.</summary>
    public BreakerState GivenUp() => this with { IsTried = false };
}
