using Platform.RateLimiting.TopTalkers;

namespace Platform.RateLimiting;

/// <summary>The gate that decides on rate limits: of this process, or of a package that shares them. Quotas stand in front of it.</summary>
internal sealed class RateGateEngine(IRateGate gate, ITalkerTags tags)
{
    public IRateGate Gate { get; } = gate;

    /// <summary>How it tells keys apart.</summary>
    public ITalkerTags Tags { get; } = tags;
}
