using System.Diagnostics.CodeAnalysis;

namespace Platform.RateLimiting.AspNetCore.Keys;

/// <summary>A key in the words of a configuration: <c>tenant+subject, client-address</c> is both together, else the address.</summary>
internal static class KeyExpression
{
    public static bool TryParse(string? text, PlatformRateLimitingAspNetCoreOptions options, [NotNullWhen(true)] out RateLimitKeySelector? selector)
    {
        selector = null;
        var alternatives = new List<RateLimitKeySelector>();
        foreach (var alternative in (text ?? "").Split(','))
        {
            var parts = alternative.Split('+').Select(part => part.Trim()).ToList();
            // A key holds two names and an address; the same part twice says nothing.
            if (parts.Count(part => part != "client-address") > 2 || parts.Distinct(StringComparer.Ordinal).Count() != parts.Count)
                return false;
            var selectors = parts.Select(part => Single(part, options)).ToList();
            if (selectors.Contains(null))
                return false;
            alternatives.Add(RateLimitKeys.Together([.. selectors!]));
        }
        selector = RateLimitKeys.FirstOf([.. alternatives]);
        return true;
    }

    private static RateLimitKeySelector? Single(string part, PlatformRateLimitingAspNetCoreOptions options) => part switch
    {
        "api-key" => RateLimitKeys.ApiKey(options.ApiKeyHeader),
        "subject" => RateLimitKeys.Subject(options.SubjectClaim),
        "tenant" => RateLimitKeys.Tenant(options.TenantClaim),
        "client-address" => RateLimitKeys.ClientAddress(options.IPv6PrefixLength),
        _ => null,
    };
}
