using Microsoft.Extensions.Logging;

namespace Platform.Audit.Export;

/// <summary>What the package logs. Nothing of what stands in a record.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "The exporter {Exporter} of the audit log does not get rid of records from {Index} on. They are given again until it does; nothing is left out, and nobody who appends waits for it.")]
    public static partial void Failing(ILogger logger, string exporter, long index, Exception exception);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "The exporter {Exporter} of the audit log works again, from record {Index} on.")]
    public static partial void Working(ILogger logger, string exporter, long index);

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "The exporter {Exporter} of the audit log has stopped for good: {Reason}")]
    public static partial void Refused(ILogger logger, string exporter, string reason);

    [LoggerMessage(EventId = 4, Level = LogLevel.Information, Message = "Another process exports the audit log as {Exporter}: this one waits until it is gone.")]
    public static partial void Elsewhere(ILogger logger, string exporter);
}
