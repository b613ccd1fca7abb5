using Microsoft.Extensions.Options;
using Platform.RateLimiting.Policies;

namespace Platform.RateLimiting;

/// <summary>Refuses policies that cannot hold, each with a sentence that names the policy and the remedy.</summary>
internal sealed class PlatformRateLimitingOptionsValidator : IValidateOptions<PlatformRateLimitingOptions>
{
    public ValidateOptionsResult Validate(string? name, PlatformRateLimitingOptions options)
    {
        var faults = options.Policies.SelectMany(policy => PolicyFaults.Of(policy.Key, policy.Value)).ToList();
        if (options.TopTalkerSampling < 0)
            faults.Add($"TopTalkerSampling is {options.TopTalkerSampling}: say 1 to look at each decision, 0 to look at none.");
        return faults is [] ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
