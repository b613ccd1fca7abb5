using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.Encryption;

/// <summary>Degraded while look-ups of keys fail: what is in memory still works, for as long as <see cref="KeyringSettings.UnusableAfter"/> says.</summary>
internal sealed class KeyringHealthCheck(Keyring keyring) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        keyring.FailuresInARow is > 0 and var failures
            ? new HealthCheckResult(context.Registration.FailureStatus, $"The last look-ups of keys have failed, {failures} of them: the key store or the root key does not answer, or is not the right one.")
            : HealthCheckResult.Healthy());
}
