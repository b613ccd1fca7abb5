using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Platform.RateLimiting.Gcra;

namespace Platform.RateLimiting.Adaptive.Behavior;

/// <summary>What a policy knows of its consumers' behavior. It stays while the policy's options change.</summary>
internal sealed class PolicyBehavior(RateLimitBehaviorOptions options, GcraClock clock)
{
    private readonly UInt128 _secret = Draw();

    public BehaviorTable Table { get; } = new(options);

    public ulong Hash(in RateLimitKey key) => key.Hash(_secret);

    /// <summary>What a consumer's limits are multiplied by.</summary>
    public double FactorOf(in RateLimitKey key) => Table.FactorOf(Hash(key), clock.Lately / GcraClock.TicksPerTimeSpanTick);

    private static UInt128 Draw()
    {
        UInt128 drawn = 0;
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(new Span<UInt128>(ref drawn)));
        return drawn;
    }
}
