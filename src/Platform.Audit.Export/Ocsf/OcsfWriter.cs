using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Platform.Audit.Records;

namespace Platform.Audit.Export.Ocsf;

/// <summary>
/// Writes a record as an event of the Open Cybersecurity Schema Framework, on one line. Everything that is not ASCII, and every control character, is escaped, so a value never begins a line
/// nor turns the direction of writing.
/// </summary>
internal sealed class OcsfWriter(string logName)
{
    /// <summary>The schema that the tests compare with.</summary>
    private const string SchemaVersion = "1.9.0-dev";

    private const int Other = 99;

    private static readonly JsonWriterOptions Options = new() { SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>The events of a batch, each with a line feed. The memory is used again for the next.</summary>
    public ReadOnlyMemory<byte> Write(IReadOnlyList<AuditExportRecord> records)
    {
        _buffer.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_buffer, Options);
        foreach (var record in records)
        {
            Write(json, record.Index, record.Record.Span);
            json.Flush();
            json.Reset();
            _buffer.Write("\n"u8);
        }
        return _buffer.WrittenMemory;
    }

    private void Write(Utf8JsonWriter json, long index, ReadOnlySpan<byte> bytes)
    {
        json.WriteStartObject();
        if (!AuditRecord.TryRead(bytes, out var record))
            WriteUnreadable(json, index, bytes);
        else if (record.Kind != AuditRecordKind.Event)
            WriteOwn(json, index, record);
        else
            WriteEvent(json, index, record);
        json.WriteEndObject();
    }

    /// <summary>A record of a version that this package does not know: it is not left out.</summary>
    private void WriteUnreadable(Utf8JsonWriter json, long index, ReadOnlySpan<byte> bytes)
    {
        WriteClass(json, category: 0, number: 0, Other, "unreadable");
        json.WriteNumber("severity_id", 3);
        json.WriteNumber("time", 0);
        json.WriteStartObject("metadata");
        WriteProduct(json, index);
        json.WriteEndObject();
        json.WriteStartObject("unmapped");
        json.WriteBase64String("record", bytes);
        json.WriteEndObject();
    }

    private void WriteOwn(Utf8JsonWriter json, long index, AuditRecord record)
    {
        var isLifecycle = record.Kind is AuditRecordKind.Started or AuditRecordKind.Stopped;
        if (isLifecycle)
            WriteClass(json, category: 6, number: 6002, record.Kind == AuditRecordKind.Started ? 3 : 4, record.Kind == AuditRecordKind.Started ? "Start" : "Stop");
        else
            WriteClass(json, category: 0, number: 0, Other, record.Kind == AuditRecordKind.Gap ? "gap" : "heartbeat");
        json.WriteNumber("severity_id", record.Kind == AuditRecordKind.Gap ? 4 : 1);
        WriteTime(json, index, record, code: null, tenant: default, correlation: default);
        if (isLifecycle)
        {
            json.WriteStartObject("app");
            json.WriteString("name", record.Name.IsEmpty ? "producer"u8 : record.Name);
            json.WriteString("uid", Producer(record));
            json.WriteEndObject();
        }
        json.WriteStartObject("unmapped");
        WriteNumbers(json, record);
        if (record.Gap is { Count: > 0 } gap)
        {
            json.WriteNumber("missing_first", gap.First);
            json.WriteNumber("missing_last", gap.Last);
            json.WriteNumber("missing_count", gap.Count);
        }
        json.WriteEndObject();
    }

    private void WriteEvent(Utf8JsonWriter json, long index, AuditRecord record)
    {
        var name = Encoding.ASCII.GetString(record.Name);
        var isSignIn = name is "security.signed-in" or "security.sign-in-failed" or "security.signed-out";
        if (isSignIn)
            WriteClass(json, category: 3, number: 3002, name == "security.signed-out" ? 2 : 1, name == "security.signed-out" ? "Logoff" : "Logon");
        else
            WriteClass(json, category: 6, number: 6003, Other, name);
        var outcome = OutcomeOf(record);
        json.WriteNumber("severity_id", outcome switch { AuditOutcome.Denied => 3, AuditOutcome.Failure => 2, _ => 1 });
        json.WriteNumber("status_id", outcome switch { AuditOutcome.Success => 1, AuditOutcome.Unknown => 0, _ => 2 });
        if (outcome == AuditOutcome.Denied)
            json.WriteString("status_detail", "denied"u8);
        TryGetShown(record, AuditField.Tenant, out var tenant);
        TryGetShown(record, AuditField.Correlation, out var correlation);
        WriteTime(json, index, record, name, tenant, correlation);
        WriteWho(json, record, isSignIn);
        if (!isSignIn)
        {
            json.WriteStartObject("api");
            json.WriteString("operation", name);
            json.WriteEndObject();
        }
        WriteSource(json, record);
        var hasTarget = TryGetShown(record, AuditField.Target, out var target);
        if (hasTarget && !isSignIn)
        {
            json.WriteStartArray("resources");
            json.WriteStartObject();
            json.WriteString("uid", target);
            json.WriteEndObject();
            json.WriteEndArray();
        }
        if (TryGetShown(record, AuditField.Reason, out var reason))
            json.WriteString("message", reason);
        json.WriteStartObject("unmapped");
        if (hasTarget && isSignIn)
            json.WriteString("target", target);
        WriteNumbers(json, record);
        WriteFields(json, record);
        json.WriteEndObject();
    }

    private static void WriteClass(Utf8JsonWriter json, int category, int number, int activity, string activityName)
    {
        json.WriteNumber("category_uid", category);
        json.WriteNumber("class_uid", number);
        json.WriteNumber("activity_id", activity);
        json.WriteString("activity_name", activityName);
        json.WriteNumber("type_uid", (long)number * 100 + activity);
    }

    private void WriteTime(Utf8JsonWriter json, long index, AuditRecord record, string? code, ReadOnlySpan<byte> tenant, ReadOnlySpan<byte> correlation)
    {
        json.WriteNumber("time", record.OccurredAt.ToUnixTimeMilliseconds());
        json.WriteStartObject("metadata");
        WriteProduct(json, index);
        json.WriteNumber("logged_time", record.RecordedAt.ToUnixTimeMilliseconds());
        if (code is not null)
            json.WriteString("event_code", code);
        if (!tenant.IsEmpty)
            json.WriteString("tenant_uid", tenant);
        if (!correlation.IsEmpty)
            json.WriteString("correlation_uid", correlation);
        json.WriteEndObject();
    }

    private void WriteProduct(Utf8JsonWriter json, long index)
    {
        json.WriteString("version", SchemaVersion);
        json.WriteStartObject("product");
        json.WriteString("name", "Platform.Audit"u8);
        json.WriteString("vendor_name", "Platform.Libraries"u8);
        json.WriteEndObject();
        json.WriteString("log_name", logName);
        json.WriteString("uid", string.Create(CultureInfo.InvariantCulture, $"{logName}#{index}"));
        json.WriteNumber("sequence", index);
    }

    private static void WriteWho(Utf8JsonWriter json, AuditRecord record, bool isSignIn)
    {
        var isKnown = TryGetShown(record, AuditField.Actor, out var actor);
        if (isSignIn)
        {
            json.WriteStartObject("user");
            json.WriteString("uid", isKnown ? actor : "unknown"u8);
            json.WriteEndObject();
            json.WriteStartObject("service");
            json.WriteString("name", "Platform.Audit"u8);
            json.WriteEndObject();
            return;
        }
        json.WriteStartObject("actor");
        if (isKnown)
        {
            json.WriteStartObject("user");
            json.WriteString("uid", actor);
            json.WriteEndObject();
        }
        else
        {
            json.WriteString("app_uid", Producer(record));
        }
        json.WriteEndObject();
    }

    private static void WriteSource(Utf8JsonWriter json, AuditRecord record)
    {
        json.WriteStartObject("src_endpoint");
        if (!TryGetShown(record, AuditField.Source, out var source))
            json.WriteString("name", "unknown"u8);
        else if (IPAddress.TryParse(Encoding.UTF8.GetString(source), out var address))
            json.WriteString("ip", address.ToString());
        else
            json.WriteString("name", source);
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, AuditRecord record)
    {
        json.WriteString("producer", Producer(record));
        json.WriteNumber("producer_sequence", record.Sequence);
        if (record.IsTimeHeld)
            json.WriteBoolean("time_held", true);
        if (record.IsFromIntake)
            json.WriteBoolean("from_intake", true);
        if (record.IsRelayed)
            json.WriteBoolean("relayed", true);
    }

    /// <summary>What is the event's own, below a name of its own, so that it is nobody else's; and what is personal, as the commitment that the record has.</summary>
    private static void WriteFields(Utf8JsonWriter json, AuditRecord record)
    {
        json.WriteStartObject("fields");
        foreach (var field in record.Fields)
        {
            if (field.Field != AuditField.Named)
                continue;
            json.WritePropertyName(field.Name);
            switch (field.Kind)
            {
                case AuditValueKind.Text:
                    json.WriteStringValue(field.Bytes);
                    break;
                case AuditValueKind.Integer:
                    json.WriteNumberValue(field.Integer);
                    break;
                case AuditValueKind.Boolean:
                    json.WriteBooleanValue(field.Boolean);
                    break;
                case AuditValueKind.Time:
                    json.WriteStringValue(field.Time);
                    break;
                case AuditValueKind.Guid:
                    json.WriteStringValue(field.Guid);
                    break;
                case AuditValueKind.Personal:
                    json.WriteStringValue(AuditCommitmentText.Of(field.Bytes));
                    break;
                default:
                    json.WriteBase64StringValue(field.Bytes);
                    break;
            }
        }
        json.WriteEndObject();
    }

    /// <summary>A field that every reader knows, as a text; what is personal, as its commitment. That there is an actor is said even where it is not said who.</summary>
    private static bool TryGetShown(AuditRecord record, AuditField field, out ReadOnlySpan<byte> shown)
    {
        shown = default;
        foreach (var each in record.Fields)
        {
            if (each.Field != field)
                continue;
            shown = each.Kind == AuditValueKind.Personal ? Encoding.ASCII.GetBytes(AuditCommitmentText.Of(each.Bytes)) : each.Bytes;
            return true;
        }
        return false;
    }

    private static AuditOutcome OutcomeOf(AuditRecord record)
    {
        foreach (var field in record.Fields)
        {
            if (field.Field == AuditField.Outcome)
                return (AuditOutcome)field.Integer;
        }
        return AuditOutcome.Unknown;
    }

    private static string Producer(AuditRecord record) => record.Producer.ToString("x16", CultureInfo.InvariantCulture);
}
