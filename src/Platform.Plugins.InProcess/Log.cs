using Microsoft.Extensions.Logging;

namespace Platform.Plugins.InProcess;

/// <summary>What the package logs.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Error,
        Message = "The process of plugin {Plugin} {Version} {Reason}. It is started again in {Wait}.")]
    public static partial void Ended(ILogger logger, string plugin, string version, string reason, TimeSpan wait);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error,
        Message = "The process of plugin {Plugin} {Version} {Reason}. That was too often: the plugin is in quarantine, "
            + "and is not started again before another version takes its place or the host is started anew.")]
    public static partial void Quarantined(ILogger logger, string plugin, string version, string reason);

    [LoggerMessage(EventId = 3, Level = LogLevel.Information, Message = "The process of plugin {Plugin} {Version} was started again.")]
    public static partial void StartedAgain(ILogger logger, string plugin, string version);

    [LoggerMessage(EventId = 4, Message = "{Line}")]
    public static partial void Said(ILogger logger, LogLevel level, string line);

    [LoggerMessage(EventId = 5, Level = LogLevel.Warning,
        Message = "A plugin writes more lines than anybody reads: {Count} were left out.")]
    public static partial void LeftOut(ILogger logger, long count);
}
