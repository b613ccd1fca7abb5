using Platform.RateLimiting.Policies;
using Platform.RateLimiting.TopTalkers;

namespace Platform.RateLimiting;

/// <summary>
/// A policy by name. The object stays the same while its limits change, so that it can be kept where it is used.
/// </summary>
public sealed class RateLimitPolicy
{
    /// <summary>How many limits a policy may have: 4. A decision holds the state of each, and lives on the stack.</summary>
    public const int MostLimits = 4;

    /// <summary>How many quotas a policy may have: 4.</summary>
    public const int MostQuotas = 4;

    private PolicySnapshot? _snapshot;

    internal RateLimitPolicy(string name) => Name = name;

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Whether it only counts what it would refuse, at this moment.</summary>
    public bool IsShadow => Snapshot.Shadow;

    internal PolicySnapshot Snapshot
    {
        get => Volatile.Read(ref _snapshot)!;
        set => Volatile.Write(ref _snapshot, value);
    }

    internal TopTalkerSketch Talkers { get; } = new();

    /// <summary>The name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;
}
