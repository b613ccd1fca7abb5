using Microsoft.Extensions.Logging;

namespace Platform.RateLimiting;

/// <summary>What the package logs.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Rate limiting policies were reloaded from the configuration; {Policies} are in force.")]
    public static partial void PoliciesReloaded(ILogger logger, int policies);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "The changed configuration of rate limiting is refused and the policies stay as they were. {Faults}")]
    public static partial void ReloadRefused(ILogger logger, string faults);

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "The changed configuration of rate limiting cannot be read and the policies stay as they were.")]
    public static partial void ReloadFailed(ILogger logger, Exception failure);

    [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message = "Policy \"{Policy}\" now asks for {NewCapacity} keys and {NewWhenFull}; until the next start it keeps {Capacity} and {WhenFull}, because what keys have taken would be lost.")]
    public static partial void NeedsRestart(ILogger logger, string policy, int newCapacity, WhenFull newWhenFull, int capacity, WhenFull whenFull);

    [LoggerMessage(EventId = 5, Level = LogLevel.Warning, Message = "The usage ledger does not answer; quotas are decided without it, as each policy says, and what is admitted is written when it is back.")]
    public static partial void LedgerUnavailable(ILogger logger);

    [LoggerMessage(EventId = 6, Level = LogLevel.Information, Message = "The usage ledger answers again.")]
    public static partial void LedgerAvailable(ILogger logger);

    [LoggerMessage(EventId = 7, Level = LogLevel.Warning, Message = "A transaction of the usage ledger failed; it is tried again, and counts once.")]
    public static partial void LedgerFailed(ILogger logger, Exception failure);

    [LoggerMessage(EventId = 8, Level = LogLevel.Error, Message = "The process ends before the use of {Permits} permits could be written to the usage ledger.")]
    public static partial void UsageLost(ILogger logger, long permits);

    [LoggerMessage(EventId = 9, Level = LogLevel.Information, Message = "{Consumer} has reached {Percent} % of quota \"{Quota}\" of policy \"{Policy}\": {Used} of {Available} are used; it begins anew at {WindowEnd}.")]
    public static partial void QuotaWarning(ILogger logger, string consumer, int percent, string quota, string policy, long used, long available, DateTimeOffset windowEnd);

    [LoggerMessage(EventId = 10, Level = LogLevel.Error, Message = "A warning about quota \"{Quota}\" of policy \"{Policy}\" could not be told.")]
    public static partial void WarningNotTold(ILogger logger, string policy, string quota, Exception failure);

    [LoggerMessage(EventId = 11, Level = LogLevel.Warning, Message = "Policies have quotas, and the usage ledger is kept in memory: it is forgotten when the process ends, and each process counts for itself. Add a ledger that lasts, such as that of Platform.RateLimiting.Sqlite or Platform.RateLimiting.PostgreSql.")]
    public static partial void LedgerIsInMemory(ILogger logger);
}
