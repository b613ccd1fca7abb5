using System.Collections;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Platform.Audit.Records;

namespace Platform.Audit.Export.OpenTelemetry.Logs;

/// <summary>A record as the attributes of a log record.</summary>
internal sealed class AuditLogState : IReadOnlyList<KeyValuePair<string, object?>>
{
    public const string OccurredAt = "audit.occurred_at";

    private readonly List<KeyValuePair<string, object?>> _attributes = [];

    private AuditLogState(string name) => Name = name;

    /// <summary>The name of the event, which is the body.</summary>
    public string Name { get; }

    public LogLevel Level { get; private set; } = LogLevel.Information;

    public int Count => _attributes.Count;

    public KeyValuePair<string, object?> this[int index] => _attributes[index];

    public static AuditLogState Of(AuditExportRecord exported, string logName)
    {
        AuditRecord.TryRead(exported.Record.Span, out var record);
        var state = new AuditLogState(NameOf(record));
        state.Add("audit.index", exported.Index);
        state.Add("audit.log", logName);
        state.Add("event.name", state.Name);
        if (record.Kind == AuditRecordKind.None)
        {
            state.Level = LogLevel.Warning;
            state.Add("audit.record", Convert.ToBase64String(exported.Record.Span));
            return state;
        }
        state.Add(OccurredAt, Microseconds(record.OccurredAt));
        state.Add("audit.recorded_at", Microseconds(record.RecordedAt));
        state.Add("audit.producer", record.Producer.ToString("x16", CultureInfo.InvariantCulture));
        state.Add("audit.producer.sequence", record.Sequence);
        if (record.IsFromIntake)
            state.Add("audit.from_intake", true);
        if (record.IsRelayed)
            state.Add("audit.relayed", true);
        if (record.Gap is { Count: > 0 } gap)
        {
            state.Level = LogLevel.Error;
            state.Add("audit.missing.first", gap.First);
            state.Add("audit.missing.last", gap.Last);
            state.Add("audit.missing.count", gap.Count);
        }
        foreach (var field in record.Fields)
            state.Add(field);
        return state;
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _attributes.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => Name;

    private void Add(string key, object value) => _attributes.Add(new(key, value));

    private void Add(in AuditValue field)
    {
        if (field.Field == AuditField.Outcome)
        {
            Level = (AuditOutcome)field.Integer == AuditOutcome.Success ? LogLevel.Information : LogLevel.Warning;
            Add("audit.outcome", (AuditOutcome)field.Integer switch { AuditOutcome.Success => "success", AuditOutcome.Failure => "failure", _ => "denied" });
            return;
        }
        Add(KeyOf(field), field.Kind switch
        {
            AuditValueKind.Text => Encoding.UTF8.GetString(field.Bytes),
            AuditValueKind.Integer => field.Integer,
            AuditValueKind.Boolean => field.Boolean,
            AuditValueKind.Time => field.Time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture),
            AuditValueKind.Guid => field.Guid.ToString(),
            AuditValueKind.Personal => "personal:" + Convert.ToHexStringLower(field.Bytes),
            _ => Convert.ToBase64String(field.Bytes),
        });
    }

    private static string KeyOf(in AuditValue field) => field.Field switch
    {
        AuditField.Actor => "user.id",
        AuditField.Target => "audit.target",
        AuditField.Tenant => "audit.tenant",
        AuditField.Source => "client.address",
        AuditField.Correlation => "audit.correlation",
        AuditField.Reason => "audit.reason",
        _ => "audit.field." + Encoding.UTF8.GetString(field.Name),
    };

    private static string NameOf(AuditRecord record) => record.Kind switch
    {
        AuditRecordKind.Event => Encoding.ASCII.GetString(record.Name),
        AuditRecordKind.Started => "audit.started",
        AuditRecordKind.Heartbeat => "audit.heartbeat",
        AuditRecordKind.Stopped => "audit.stopped",
        AuditRecordKind.Gap => "audit.gap",
        _ => "audit.unreadable",
    };

    private static long Microseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
