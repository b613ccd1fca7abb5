using Microsoft.AspNetCore.Builder;

namespace Platform.RateLimiting.AspNetCore;

/// <summary>Limits endpoints.</summary>
public static class PlatformRateLimitingEndpointExtensions
{
    /// <summary>Limits the endpoint, or all endpoints of the group, by a policy.</summary>
    /// <typeparam name="TBuilder">The builder's type.</typeparam>
    /// <param name="builder">The endpoint or group.</param>
    /// <param name="policyName">The policy's name.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentException"><paramref name="policyName"/> is <see langword="null"/> or empty.</exception>
    public static TBuilder RequirePlatformRateLimit<TBuilder>(this TBuilder builder, string policyName)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentException.ThrowIfNullOrEmpty(policyName);
        builder.Add(endpoint => endpoint.Metadata.Add(new PlatformRateLimitAttribute(policyName)));
        return builder;
    }

    /// <summary>Takes the endpoint, or all endpoints of the group, out of rate limiting.</summary>
    /// <typeparam name="TBuilder">The builder's type.</typeparam>
    /// <param name="builder">The endpoint or group.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static TBuilder DisablePlatformRateLimit<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(static endpoint => endpoint.Metadata.Add(new DisablePlatformRateLimitAttribute()));
        return builder;
    }
}
