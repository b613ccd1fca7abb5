using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.Errors.Resilience;

/// <summary>What <c>AddPlatformResilience()</c> returns; extras of the pipeline are added to it.</summary>
public sealed class PlatformResilienceBuilder
{
    internal PlatformResilienceBuilder(string name, IServiceCollection services) => (Name, Services) = (name, services);

    /// <summary>The name of the pipeline, which is that of its options too.</summary>
    public string Name { get; }

    /// <summary>The services that are being added to.</summary>
    public IServiceCollection Services { get; }

    /// <summary>
    /// Shows the circuit in the health checks as <c>resilience:</c><i>name</i>: healthy while closed. Use it for people and dashboards; a liveness probe that
    /// looks at it would have this service restarted for the fault of another.
    /// </summary>
    /// <param name="failureStatus">What an open circuit is. Default: <see cref="HealthStatus.Degraded"/>, which a half-open one always is.</param>
    /// <param name="tags">Tags by which health checks are chosen. Default: none.</param>
    /// <returns>This builder. Calling it twice is harmless.</returns>
    public PlatformResilienceBuilder AddHealthCheck(HealthStatus failureStatus = HealthStatus.Degraded, params IEnumerable<string> tags)
    {
        var (pipeline, check) = (Name, $"resilience:{Name}");
        Services.AddHealthChecks();
        Services.Configure<HealthCheckServiceOptions>(options =>
        {
            if (options.Registrations.All(registration => registration.Name != check))
                options.Registrations.Add(new HealthCheckRegistration(check, Make, failureStatus, tags));
        });
        return this;

        IHealthCheck Make(IServiceProvider provider) => new CircuitHealthCheck(provider.GetRequiredService<ResultPipelines>().Get(pipeline));
    }
}
