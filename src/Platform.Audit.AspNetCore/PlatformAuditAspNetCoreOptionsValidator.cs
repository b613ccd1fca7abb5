using Microsoft.Extensions.Options;
using Platform.Audit.Records;

namespace Platform.Audit.AspNetCore;

/// <summary>Refuses what cannot work, with a remedy.</summary>
internal sealed class PlatformAuditAspNetCoreOptionsValidator : IValidateOptions<PlatformAuditAspNetCoreOptions>
{
    public ValidateOptionsResult Validate(string? name, PlatformAuditAspNetCoreOptions options)
    {
        var faults = FaultsOf(options).ToList();
        return faults is [] ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> FaultsOf(PlatformAuditAspNetCoreOptions options)
    {
        if (options.RefusalInterval < TimeSpan.FromSeconds(1) || options.RefusalInterval > TimeSpan.FromHours(1))
            yield return $"{nameof(options.RefusalInterval)} must be a second to an hour, not {options.RefusalInterval:c}.";
        if (options.MostRefusals < 1)
            yield return $"{nameof(options.MostRefusals)} must be 1 or more, not {options.MostRefusals}.";
        foreach (var field in options.PersonalFields.Where(static field => field is <= AuditField.Named or AuditField.Outcome or > AuditField.Reason))
            yield return $"{nameof(options.PersonalFields)} has {field}, which is no field that can be personal: use Actor, Target, Tenant, Source, Correlation or Reason.";
        foreach (var (codes, property) in new[] { (options.RateLimitedStatusCodes, nameof(options.RateLimitedStatusCodes)), (options.RefusedStatusCodes, nameof(options.RefusedStatusCodes)) })
        {
            foreach (var code in codes.Where(static code => code is < 400 or > 599))
                yield return $"{property} has {code}, which refuses nothing: use 400 to 599.";
        }
        foreach (var code in options.RateLimitedStatusCodes.Where(options.RefusedStatusCodes.Contains))
            yield return $"{code} is in {nameof(options.RateLimitedStatusCodes)} and in {nameof(options.RefusedStatusCodes)}: leave it in one of them.";
    }
}
