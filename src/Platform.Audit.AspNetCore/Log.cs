using Microsoft.Extensions.Logging;

namespace Platform.Audit.AspNetCore;

/// <summary>What the package logs.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "Refusals that were counted could not be recorded.")]
    public static partial void ReportFailed(ILogger logger, Exception failure);
}
