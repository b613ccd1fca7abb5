using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Platform.RateLimiting.AspNetCore.SystemThreading;

namespace Platform.RateLimiting.AspNetCore;

/// <summary>Lets <c>UseRateLimiter</c>, and endpoints that <c>RequireRateLimiting</c>, decide by policies of this package.</summary>
public static class PlatformRateLimitingLimiterExtensions
{
    /// <summary>Adds a policy of this package under its name, for <c>RequireRateLimiting</c> and <c>[EnableRateLimiting]</c>.</summary>
    /// <param name="options">The options of <c>AddRateLimiter</c>.</param>
    /// <param name="policyName">The policy's name.</param>
    /// <returns><paramref name="options"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is <see langword="null"/>.</exception>
    public static RateLimiterOptions AddPlatformPolicy(this RateLimiterOptions options, string policyName)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.AddPolicy(policyName, context => PartitionOf(context, policyName));
    }

    /// <summary>Makes a policy of this package the limiter of all requests.</summary>
    /// <param name="options">The options of <c>AddRateLimiter</c>.</param>
    /// <param name="policyName">The policy's name.</param>
    /// <returns><paramref name="options"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is <see langword="null"/>.</exception>
    public static RateLimiterOptions UsePlatformGlobalLimiter(this RateLimiterOptions options, string policyName)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, KeyPartition>(context => PartitionOf(context, policyName));
        return options;
    }

    private static RateLimitPartition<KeyPartition> PartitionOf(HttpContext context, string policyName) => KeyLimiter.Partition(
        context, policyName, context.RequestServices.GetRequiredService<RequestLimits>(), context.RequestServices.GetRequiredService<IRateGate>());
}
