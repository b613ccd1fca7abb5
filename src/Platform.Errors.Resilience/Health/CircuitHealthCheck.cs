using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.Errors.Resilience;

/// <summary>Tells the state of a circuit. It calls nobody.</summary>
internal sealed class CircuitHealthCheck(ResultPipeline pipeline) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var state = pipeline.CircuitState;
        var data = new Dictionary<string, object> { ["pipeline"] = pipeline.Name, ["circuit"] = state.ToString(), ["retriesLeft"] = pipeline.RetriesLeft };
        return Task.FromResult(state switch
        {
            CircuitState.Open => new HealthCheckResult(context.Registration.FailureStatus,
                $"The circuit {pipeline.Name} is open: calls are not made.", data: data),
            CircuitState.HalfOpen => new HealthCheckResult(HealthStatus.Degraded,
                $"The circuit {pipeline.Name} is half-open: one call at a time is made.", data: data),
            _ => HealthCheckResult.Healthy(data: data),
        });
    }
}
