using Microsoft.AspNetCore.Builder;

namespace Platform.RateLimiting.AspNetCore;

/// <summary>Says for endpoints which adaptive limit holds and how important they are.</summary>
public static class PlatformRateLimitingAdaptiveEndpointExtensions
{
    /// <summary>Gives the endpoint, or all endpoints of the group, an adaptive limit other than the one without a name.</summary>
    /// <typeparam name="TBuilder">The builder's type.</typeparam>
    /// <param name="builder">The endpoint or group.</param>
    /// <param name="limitName">The limit's name.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentException"><paramref name="limitName"/> is <see langword="null"/> or empty.</exception>
    public static TBuilder RequirePlatformAdaptiveLimit<TBuilder>(this TBuilder builder, string limitName)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentException.ThrowIfNullOrEmpty(limitName);
        builder.Add(endpoint => endpoint.Metadata.Add(new PlatformAdaptiveLimitAttribute(limitName)));
        return builder;
    }

    /// <summary>Takes the endpoint, or all endpoints of the group, out of adaptive limiting.</summary>
    /// <typeparam name="TBuilder">The builder's type.</typeparam>
    /// <param name="builder">The endpoint or group.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static TBuilder DisablePlatformAdaptiveLimit<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(static endpoint => endpoint.Metadata.Add(new DisablePlatformAdaptiveLimitAttribute()));
        return builder;
    }

    /// <summary>Says how important the requests of the endpoint, or of all endpoints of the group, are.</summary>
    /// <typeparam name="TBuilder">The builder's type.</typeparam>
    /// <param name="builder">The endpoint or group.</param>
    /// <param name="priority">
    /// The priority. It stands before what a user's claim says, and holds for whoever calls: a stranger whom authorization will turn away has it too. What is important only for those who may call
    /// is said by <see cref="PlatformRateLimitingAspNetCoreOptions.SelectLoadPriority"/>.
    /// </param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static TBuilder WithPlatformLoadPriority<TBuilder>(this TBuilder builder, LoadPriority priority)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(new PlatformLoadPriorityAttribute(priority)));
        return builder;
    }
}
