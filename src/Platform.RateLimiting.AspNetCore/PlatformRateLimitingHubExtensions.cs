using Microsoft.AspNetCore.SignalR;
using Platform.RateLimiting.AspNetCore.SignalR;

namespace Platform.RateLimiting.AspNetCore;

/// <summary>Limits SignalR hubs.</summary>
public static class PlatformRateLimitingHubExtensions
{
    /// <summary>
    /// Limits invocations of hub methods that carry <see cref="PlatformRateLimitAttribute"/>, or whose hub does. A refused
    /// invocation fails with a <see cref="HubException"/> that says when to come back; the connection stays. The key is that of the
    /// request that began the connection.
    /// </summary>
    /// <param name="options">The options of SignalR, or of one hub.</param>
    /// <returns><paramref name="options"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is <see langword="null"/>.</exception>
    public static HubOptions AddPlatformRateLimiting(this HubOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.AddFilter<RateLimitHubFilter>();
        return options;
    }
}
