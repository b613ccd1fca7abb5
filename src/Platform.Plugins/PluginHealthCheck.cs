using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.Plugins.Generations;

namespace Platform.Plugins;

/// <summary>Degraded while a plugin is not as it should be. The host works without it: that is what makes it a plugin.</summary>
internal sealed class PluginHealthCheck(PluginHost host) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        List<string> ill =
        [
            .. host.Plugins.Where(plugin => IsIll(plugin.State) || plugin.Reason is not null || plugin.Broken.Count > 0)
                .Select(plugin => $"{plugin.Id} {plugin.Version}: {plugin.State}"
                    + (plugin.Reason is null ? "" : $", {plugin.Reason}") + (plugin.Broken.Count == 0 ? "" : $", left out: {string.Join(", ", plugin.Broken)}")),
        ];
        return Task.FromResult(ill is [] ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded($"Plugins are not as they should be: {string.Join("; ", ill)}"));
    }

    private static bool IsIll(PluginState state) => state is PluginState.Refused or PluginState.Stuck or PluginState.Remaining
        or PluginState.Quarantined or PluginState.Restarting;
}
