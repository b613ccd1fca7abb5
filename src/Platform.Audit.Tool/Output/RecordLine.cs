using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Platform.Audit.Records;

namespace Platform.Audit.Tool.Output;

/// <summary>A record on one line, for people or as JSON.</summary>
internal static class RecordLine
{
    public static string Text(long index, ReadOnlySpan<byte> bytes) =>
        AuditRecord.TryRead(bytes, out var record)
            ? string.Create(CultureInfo.InvariantCulture, $"{index} {record.ToString()}")
            : string.Create(CultureInfo.InvariantCulture, $"{index} no record that this version knows: {Convert.ToBase64String(bytes)}");

    /// <summary>Everything that is in the record, and its bytes, by which it can be verified.</summary>
    public static string Json(long index, ReadOnlySpan<byte> bytes)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("index", index);
            if (AuditRecord.TryRead(bytes, out var record))
                Write(json, record);
            json.WriteBase64String("record", bytes);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, AuditRecord record)
    {
        json.WriteString("kind", record.Kind.ToString().ToLowerInvariant());
        json.WriteString("recordedAt", record.RecordedAt);
        json.WriteString("occurredAt", record.OccurredAt);
        json.WriteString("producer", record.Producer.ToString("x16", CultureInfo.InvariantCulture));
        json.WriteNumber("sequence", record.Sequence);
        if (record.IsTimeHeld)
            json.WriteBoolean("timeHeld", true);
        if (record.IsFromIntake)
            json.WriteBoolean("fromIntake", true);
        if (record.IsRelayed)
            json.WriteBoolean("relayed", true);
        if (!record.Name.IsEmpty)
            json.WriteString("name", record.Name);
        if (record.Gap is { Count: > 0 } gap)
        {
            json.WriteStartObject("gap");
            json.WriteNumber("first", gap.First);
            json.WriteNumber("last", gap.Last);
            json.WriteNumber("count", gap.Count);
            json.WriteEndObject();
        }
        // Those that every reader knows, and the event's own apart from them, so that none can pass as the other.
        var hasOwn = false;
        foreach (var field in record.Fields)
        {
            if (field.Field == AuditField.Named && !hasOwn)
            {
                hasOwn = true;
                json.WriteStartObject("fields");
            }
            if (field.Field == AuditField.Named)
                json.WritePropertyName(field.Name);
            else
                json.WritePropertyName(field.Field.ToString().ToLowerInvariant());
            WriteValue(json, field);
        }
        if (hasOwn)
            json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, in AuditValue value)
    {
        switch (value.Kind)
        {
            case AuditValueKind.Text:
                json.WriteStringValue(value.Bytes);
                break;
            case AuditValueKind.Integer when value.Field == AuditField.Outcome:
                json.WriteStringValue(((AuditOutcome)value.Integer).ToString().ToLowerInvariant());
                break;
            case AuditValueKind.Integer:
                json.WriteNumberValue(value.Integer);
                break;
            case AuditValueKind.Boolean:
                json.WriteBooleanValue(value.Boolean);
                break;
            case AuditValueKind.Time:
                json.WriteStringValue(value.Time);
                break;
            case AuditValueKind.Guid:
                json.WriteStringValue(value.Guid);
                break;
            case AuditValueKind.Personal:
                json.WriteStartObject();
                json.WriteString("commitment", Convert.ToHexStringLower(value.Bytes));
                json.WriteEndObject();
                break;
            default:
                json.WriteBase64StringValue(value.Bytes);
                break;
        }
    }
}
