using System.Security.Claims;
using Platform.RateLimiting.AspNetCore.Keys;

namespace Platform.RateLimiting.AspNetCore;

/// <summary>The usual keys of a request.</summary>
public static class RateLimitKeys
{
    /// <summary>
    /// The API key in a header, of a request that has been authenticated. The key of one that has not is nobody's: whoever invents
    /// keys would get a fresh limit with each.
    /// </summary>
    /// <param name="header">The header.</param>
    /// <returns>The selector.</returns>
    public static RateLimitKeySelector ApiKey(string header = "X-Api-Key")
    {
        ArgumentException.ThrowIfNullOrEmpty(header);
        return context => RequestUser.Of(context) is not null && context.Request.Headers[header] is [{ Length: > 0 } key] ? RateLimitKey.ApiKey(key) : default;
    }

    /// <summary>The authenticated user or client.</summary>
    /// <param name="claim">The claim that identifies it; left out, the name identifier of .NET or <c>sub</c>.</param>
    /// <returns>The selector.</returns>
    public static RateLimitKeySelector Subject(string? claim = null) => context =>
        RequestUser.Of(context) is { } user
        && (claim is null ? user.FindFirst(ClaimTypes.NameIdentifier) ?? user.FindFirst("sub") : user.FindFirst(claim)) is { Value.Length: > 0 } found
            ? RateLimitKey.Subject(found.Value)
            : default;

    /// <summary>The tenant of the authenticated user.</summary>
    /// <param name="claim">The claim that names it.</param>
    /// <returns>The selector.</returns>
    public static RateLimitKeySelector Tenant(string claim = "tenant")
    {
        ArgumentException.ThrowIfNullOrEmpty(claim);
        return context => RequestUser.Of(context)?.FindFirst(claim) is { Value.Length: > 0 } tenant ? RateLimitKey.Tenant(tenant.Value) : default;
    }

    /// <summary>The client's address as ASP.NET Core knows it: of the connection, or what its forwarded headers middleware made of it. No header is read here.</summary>
    /// <param name="ipv6PrefixLength">The length of the network by which IPv6 clients are counted, 1 to 128.</param>
    /// <returns>The selector.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="ipv6PrefixLength"/> is not in 1 to 128.</exception>
    public static RateLimitKeySelector ClientAddress(int ipv6PrefixLength = RateLimitKey.DefaultIPv6PrefixLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ipv6PrefixLength, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ipv6PrefixLength, 128);
        return context => context.Connection.RemoteIpAddress is { } address ? RateLimitKey.ClientAddress(address, ipv6PrefixLength) : default;
    }

    /// <summary>The first of several keys that a request has.</summary>
    /// <param name="selectors">The selectors, in order.</param>
    /// <returns>The selector.</returns>
    public static RateLimitKeySelector FirstOf(params RateLimitKeySelector[] selectors)
    {
        ArgumentNullException.ThrowIfNull(selectors);
        return selectors.Length == 1 ? selectors[0] : context =>
        {
            foreach (var selector in selectors)
            {
                var key = selector(context);
                if (!key.IsEmpty)
                    return key;
            }
            return default;
        };
    }

    /// <summary>Several keys together: a limit for each combination. A request that lacks one of them has none.</summary>
    /// <param name="selectors">At most two names and one address.</param>
    /// <returns>The selector.</returns>
    public static RateLimitKeySelector Together(params RateLimitKeySelector[] selectors)
    {
        ArgumentNullException.ThrowIfNull(selectors);
        return selectors.Length == 1 ? selectors[0] : context =>
        {
            RateLimitKey all = default;
            foreach (var selector in selectors)
            {
                var key = selector(context);
                if (key.IsEmpty)
                    return default;
                all = all.IsEmpty ? key : all.And(key);
            }
            return all;
        };
    }
}
