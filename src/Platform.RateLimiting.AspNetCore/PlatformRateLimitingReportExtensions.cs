using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Platform.RateLimiting.AspNetCore.Reports;

namespace Platform.RateLimiting.AspNetCore;

/// <summary>Shows how limits stand.</summary>
public static class PlatformRateLimitingReportExtensions
{
    /// <summary>
    /// Maps an endpoint that tells, as JSON, how each policy stands: its limits, who uses it most, whose limits have changed because of behavior and why, and how the adaptive limits and
    /// the outbound throttle stand. It names consumers, so protect it: <c>.RequireAuthorization("operators")</c>. It is taken out of all limits, for it is needed most when they are reached.
    /// </summary>
    /// <param name="endpoints">Where to map it.</param>
    /// <param name="pattern">The route.</param>
    /// <returns>The endpoint, for its conventions.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="endpoints"/> is <see langword="null"/>.</exception>
    public static IEndpointConventionBuilder MapPlatformRateLimitReport(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/rate-limits")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return endpoints.MapGet(pattern, RateLimitReport.WriteAsync).DisablePlatformRateLimit().DisablePlatformAdaptiveLimit();
    }
}
