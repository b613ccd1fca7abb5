using Microsoft.Extensions.Logging;
using Platform.Plugins.Extensions;
using Platform.Plugins.Observing;

namespace Platform.Plugins;

/// <summary>What the package logs.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Plugin {Plugin} {Version} was started.")]
    public static partial void Started(ILogger logger, string plugin, string version);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "Plugin {Plugin} {Version} could not be started. The host goes on without it, or with the version before.")]
    public static partial void StartFailed(ILogger logger, Exception failure, string plugin, string version);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "Plugin {Plugin} cannot be used: {Reason}")]
    public static partial void Refused(ILogger logger, string plugin, string reason);

    [LoggerMessage(EventId = 4, Level = LogLevel.Information, Message = "Plugin {Plugin} {Version} was stopped.")]
    public static partial void Stopped(ILogger logger, string plugin, string version);

    [LoggerMessage(EventId = 5, Level = LogLevel.Error,
        Message = "Plugin {Plugin} {Version} did not end in time. Nothing in this process can end it: it is not started here again before the host is. Give it a process of its own.")]
    public static partial void Stuck(ILogger logger, string plugin, string version);

    [LoggerMessage(EventId = 6, Level = LogLevel.Warning, Message = "Extension {Extension} of plugin {Plugin} failed: {Outcome}.")]
    public static partial void CallFailed(ILogger logger, Exception? failure, string extension, string plugin, ExtensionOutcome outcome);

    [LoggerMessage(EventId = 7, Level = LogLevel.Error, Message = "Extension {Extension} of plugin {Plugin} has failed too often, and is left out for {Wait}.")]
    public static partial void Broken(ILogger logger, string extension, string plugin, TimeSpan wait);

    [LoggerMessage(EventId = 8, Level = LogLevel.Error, Message = "What the plugin store holds could not be brought into effect. The next change tries again.")]
    public static partial void RefreshFailed(ILogger logger, Exception failure);

    [LoggerMessage(EventId = 9, Level = LogLevel.Error,
        Message = "Plugin {Plugin} {Version} is in quarantine: too many calls of it go on after their deadlines. It is not called any more until they have ended.")]
    public static partial void Quarantined(ILogger logger, string plugin, string version);

    [LoggerMessage(EventId = 10, Level = LogLevel.Error, Message = "An observer of plugins failed when it was told {Occurrence} of plugin {Plugin}.")]
    public static partial void ObserverFailed(ILogger logger, Exception failure, PluginOccurrenceKind occurrence, string plugin);

    [LoggerMessage(EventId = 11, Level = LogLevel.Error,
        Message = "The process of plugin {Plugin} {Version} {Reason}. It is started again in {Wait}.")]
    public static partial void ProcessEnded(ILogger logger, string plugin, string version, string reason, TimeSpan wait);

    [LoggerMessage(EventId = 12, Level = LogLevel.Information, Message = "The process of plugin {Plugin} {Version} was started again.")]
    public static partial void ProcessStartedAgain(ILogger logger, string plugin, string version);

    [LoggerMessage(EventId = 13, Level = LogLevel.Error,
        Message = "The process of plugin {Plugin} {Version} {Reason}. That was too often: the plugin is in quarantine, "
            + "and is not started again before another version takes its place or the host is started anew.")]
    public static partial void ProcessQuarantined(ILogger logger, string plugin, string version, string reason);
}
