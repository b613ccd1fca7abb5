using Microsoft.Extensions.Logging;
using Platform.Plugins.Observing;

namespace Platform.Hosting;

/// <summary>What the package logs.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Error,
        Message = "That plugin {Plugin} was {Occurrence} is not in the audit log: too much waited for it, or it had stopped.")]
    public static partial void PluginNotAudited(ILogger logger, PluginOccurrenceKind occurrence, string plugin);
}
