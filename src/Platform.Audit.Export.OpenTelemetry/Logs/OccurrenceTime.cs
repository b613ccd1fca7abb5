using OpenTelemetry;
using OpenTelemetry.Logs;

namespace Platform.Audit.Export.OpenTelemetry.Logs;

/// <summary>A log record has the time at which it is written; this one has that of the event.</summary>
internal sealed class OccurrenceTime : BaseProcessor<LogRecord>
{
    public override void OnEnd(LogRecord data)
    {
        foreach (var attribute in data.Attributes ?? [])
        {
            if (attribute is { Key: AuditLogState.OccurredAt, Value: long microseconds })
                data.Timestamp = DateTime.UnixEpoch.AddMicroseconds(microseconds);
        }
    }
}
