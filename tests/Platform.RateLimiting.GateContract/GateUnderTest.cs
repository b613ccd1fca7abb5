namespace Platform.RateLimiting.GateContract;

/// <summary>A gate, its policies, and the clock by which it counts, which stands until it is moved.</summary>
public abstract class GateUnderTest : IAsyncDisposable
{
    public abstract IRateGate Gate { get; }

    public abstract IRateLimitPolicies Policies { get; }

    public abstract IConsumerBehavior Behavior { get; }

    /// <summary>Moves the gate's clock on by whole microseconds.</summary>
    public abstract ValueTask AdvanceAsync(TimeSpan by);

    public abstract ValueTask DisposeAsync();

    public async Task<RateLimitDecision> AcquireAsync(RateLimitKey key, long cost = 1, string? tier = null, string policy = "api") =>
        await Gate.AcquireAsync(Policies[policy], key, cost, tier, TestContext.Current.CancellationToken);

    public Task<RateLimitDecision> AcquireAsync(string key = "alice", long cost = 1, string? tier = null, string policy = "api") =>
        AcquireAsync(RateLimitKey.Text(key), cost, tier, policy);

    public async Task<RateLimitReservation> ReserveAsync(long cost, string key = "alice") =>
        await Gate.ReserveAsync(Policies["api"], RateLimitKey.Text(key), cost, cancellationToken: TestContext.Current.CancellationToken);

    public async Task<int> AdmittedOfAsync(int calls, string key = "alice", string? tier = null)
    {
        var admitted = 0;
        for (var call = 0; call < calls; call++)
            admitted += (await AcquireAsync(key, 1, tier)).IsAdmitted ? 1 : 0;
        return admitted;
    }

    public async Task<long> RemainingAsync(string key = "alice") => (await AcquireAsync(key, cost: 0))[0].Remaining;
}
