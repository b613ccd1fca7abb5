using Microsoft.Extensions.Logging;

namespace Platform.Plugins.InProcess;

/// <summary>What the package logs.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1, Message = "{Line}")]
    public static partial void Said(ILogger logger, LogLevel level, string line);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning,
        Message = "A plugin writes more lines than anybody reads: {Count} were left out.")]
    public static partial void LeftOut(ILogger logger, long count);
}
