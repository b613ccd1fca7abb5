using Microsoft.Extensions.Options;

namespace Platform.Audit;

/// <summary>Refuses what cannot work, with a remedy.</summary>
internal sealed class PlatformAuditTenantsOptionsValidator : IValidateOptions<PlatformAuditTenantsOptions>
{
    public ValidateOptionsResult Validate(string? name, PlatformAuditTenantsOptions options)
    {
        var faults = FaultsOf(options).ToList();
        return faults is [] ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> FaultsOf(PlatformAuditTenantsOptions options)
    {
        if (IsNoTime(options.CheckpointInterval))
            yield return $"{nameof(options.CheckpointInterval)} of tenants must be 10 ms to a day, not {options.CheckpointInterval:c}.";
        if (IsNoTime(options.IdleTimeout))
            yield return $"{nameof(options.IdleTimeout)} of tenants must be 10 ms to a day, not {options.IdleTimeout:c}.";
        if (options.MostOpen < 1)
            yield return $"{nameof(options.MostOpen)} of tenants must be 1 or more, not {options.MostOpen}.";
    }

    private static bool IsNoTime(TimeSpan time) => time < TimeSpan.FromMilliseconds(10) || time > TimeSpan.FromDays(1);
}
