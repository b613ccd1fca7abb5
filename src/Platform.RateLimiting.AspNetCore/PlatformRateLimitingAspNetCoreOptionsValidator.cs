using Microsoft.Extensions.Options;
using Platform.RateLimiting.AspNetCore.Keys;

namespace Platform.RateLimiting.AspNetCore;

/// <summary>Refuses what cannot be meant, with a remedy.</summary>
internal sealed class PlatformRateLimitingAspNetCoreOptionsValidator : IValidateOptions<PlatformRateLimitingAspNetCoreOptions>
{
    /// <summary>Each body that is being read holds up to twice as much memory as has come of it.</summary>
    private const int MostReadFirst = 1 << 20;

    private const int MostBodies = 1_000_000;

    public ValidateOptionsResult Validate(string? name, PlatformRateLimitingAspNetCoreOptions options)
    {
        List<string> faults = [];
        if (options.IPv6PrefixLength is < 1 or > 128)
            return ValidateOptionsResult.Fail($"IPv6PrefixLength is {options.IPv6PrefixLength}: say how many bits of an IPv6 address count, 1 to 128; 64 is usual.");
        if (string.IsNullOrEmpty(options.ApiKeyHeader) || string.IsNullOrEmpty(options.TenantClaim))
            return ValidateOptionsResult.Fail("ApiKeyHeader and TenantClaim cannot be empty: name the header and the claim, or leave them as they are.");
        if (options.MostBufferedBodyBytes is < 0 or > MostReadFirst)
            return ValidateOptionsResult.Fail($"MostBufferedBodyBytes is {options.MostBufferedBodyBytes}: say how many bytes of a body are read before a place is taken, 0 to {MostReadFirst}; 65536 is usual.");
        if (options.MostBufferedBodies is < 1 or > MostBodies)
            return ValidateOptionsResult.Fail($"MostBufferedBodies is {options.MostBufferedBodies}: say how many bodies may be on their way at once before a place is taken, 1 to {MostBodies}; 1000 is usual. MostBufferedBodyBytes = 0 reads none.");
        foreach (var (policy, key) in options.Keys.Prepend(new("", options.Key)))
        {
            if (!KeyExpression.TryParse(key, options, out _))
                faults.Add($"{(policy.Length == 0 ? "Key" : $"The key of policy \"{policy}\"")} is \"{key}\": write api-key, subject, tenant or client-address, a comma between alternatives, a plus between at most two names and an address that count together.");
        }
        return faults is [] ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
