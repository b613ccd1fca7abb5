using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Platform.RateLimiting.AspNetCore.Adaptive;

namespace Platform.RateLimiting.AspNetCore;

/// <summary>Puts rate limiting into the pipeline.</summary>
public static class PlatformRateLimitingApplicationExtensions
{
    /// <summary>
    /// Limits requests from here on. It stands after <c>UseRouting</c>, which says which endpoint is meant, after
    /// <c>UseForwardedHeaders</c> and <c>UseAuthentication</c>, which say who calls, and before what is worth protecting.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <returns><paramref name="app"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="app"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">The services are missing: call <c>AddPlatformRateLimiting(…).AddAspNetCore()</c>. Or the default policy does not exist.</exception>
    public static IApplicationBuilder UsePlatformRateLimiting(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var limits = app.ApplicationServices.GetService<RequestLimits>()
            ?? throw new InvalidOperationException("UsePlatformRateLimiting needs its services: call services.AddPlatformRateLimiting(…).AddAspNetCore().");
        if (limits.Options.DefaultPolicy is { } policy && !limits.IsKnown(policy))
            throw new InvalidOperationException($"The default policy \"{policy}\" does not exist: add it to AddPlatformRateLimiting, or leave DefaultPolicy out.");
        return app.UseMiddleware<RateLimitingMiddleware>();
    }

    /// <summary>
    /// Limits how many requests run at once from here on, to what the service bears. It stands after <c>UsePlatformRateLimiting</c>, so that what is refused there takes no place, and as
    /// close as possible to the work that is protected. What it refuses counts in the rate limits of its policy, and not in its quotas.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <returns><paramref name="app"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="app"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">The services are missing: call <c>AddPlatformRateLimiting(…).AddAdaptiveLimit().AddAspNetCore()</c>.</exception>
    public static IApplicationBuilder UsePlatformAdaptiveLimit(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (app.ApplicationServices.GetService<RequestLimits>() is not { } limits || app.ApplicationServices.GetService<AdaptiveLimiters>() is null)
            throw new InvalidOperationException("UsePlatformAdaptiveLimit needs its services: call services.AddPlatformRateLimiting(…).AddAdaptiveLimit().AddAspNetCore().");
        limits.ExpectShedding();
        return app.UseMiddleware<AdaptiveLimitMiddleware>();
    }
}
