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
}
