namespace Platform.RateLimiting.Simulation.Engine;

/// <summary>One attempt of a caller.</summary>
internal sealed class SimulatedCall
{
    public required int Tenant { get; init; }

    /// <summary>When the attempt was made, in ticks.</summary>
    public required long ArrivedAt { get; init; }

    /// <summary>When its caller gives up.</summary>
    public required long Deadline { get; init; }

    /// <summary>What it needs, in ticks at full speed.</summary>
    public required double Work { get; init; }

    /// <summary>How many attempts came before it.</summary>
    public required int Attempt { get; init; }

    public long BegunAt { get; set; }

    /// <summary>How many ran when it began, itself included.</summary>
    public int RunningAtStart { get; set; }

    /// <summary>Whether the caller has an answer or has given up.</summary>
    public bool IsSettled { get; set; }
}
