using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.RateLimiting.Redis.Store;

namespace Platform.RateLimiting.Redis;

/// <summary>Tells whether Redis decides. It asks Redis once, like any decision, so that one without traffic comes back too.</summary>
internal sealed class RedisHealthCheck(RedisStore store) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var (answers, failure) = await store.PingAsync().ConfigureAwait(false);
        if (answers && store.Circuit.IsAvailable)
            return HealthCheckResult.Healthy();
        return new HealthCheckResult(
            context.Registration.FailureStatus,
            answers ? "Redis answers, and has not been taken into use again yet." : "Redis does not answer; rate limits are decided without it, as each policy says.",
            failure);
    }
}
