using Microsoft.Extensions.Options;

namespace Platform.RateLimiting.Ledger;

/// <summary>Refuses what cannot work, with a remedy.</summary>
internal sealed class PlatformRateLimitingLedgerOptionsValidator : IValidateOptions<PlatformRateLimitingLedgerOptions>
{
    public ValidateOptionsResult Validate(string? name, PlatformRateLimitingLedgerOptions options)
    {
        var faults = Faults(options).ToList();
        return faults is [] ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(PlatformRateLimitingLedgerOptions options)
    {
        if (options.Deadline < TimeSpan.FromMilliseconds(1) || options.Deadline > TimeSpan.FromMinutes(1))
            yield return $"The ledger's Deadline is {options.Deadline:c}: say how long a transaction may take, 1 ms to a minute.";
        if (options.RefusalMemory < TimeSpan.Zero || options.RefusalMemory > TimeSpan.FromMinutes(1))
            yield return $"The ledger's RefusalMemory is {options.RefusalMemory:c}: say zero to ask the ledger each time, and at most a minute.";
        if (options.LeaseReportInterval < TimeSpan.FromMilliseconds(10) || options.LeaseReportInterval > TimeSpan.FromHours(1))
            yield return $"The ledger's LeaseReportInterval is {options.LeaseReportInterval:c}: say 10 ms to an hour.";
        if (options.StopDeadline < TimeSpan.Zero || options.StopDeadline > TimeSpan.FromMinutes(10))
            yield return $"The ledger's StopDeadline is {options.StopDeadline:c}: say how long the end may wait, up to ten minutes.";
        if (options.MostInBatch is < 1 or > 100_000)
            yield return $"The ledger's MostInBatch is {options.MostInBatch}: say 1 to 100000 decisions.";
        if (options.MostWaiting < 1)
            yield return $"The ledger's MostWaiting is {options.MostWaiting}: say how many decisions may wait, 1 or more.";
        if (options.KeyCapacity < 1)
            yield return $"The ledger's KeyCapacity is {options.KeyCapacity}: say 1 or more keys.";
        if (options.EventSource is { } source && (source.Length == 0 || !Uri.TryCreate(source, UriKind.RelativeOrAbsolute, out _)))
            yield return $"The ledger's EventSource is \"{source}\": say a URI reference, such as \"https://api.example/usage\", or leave it out.";
    }
}
