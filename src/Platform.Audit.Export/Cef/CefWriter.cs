using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Platform.Audit.Records;

namespace Platform.Audit.Export.Cef;

/// <summary>Writes a record in the Common Event Format (version 0), on one line.</summary>
internal sealed class CefWriter(string logName)
{
    /// <summary>Each is shorter: what of own fields, and how many characters of a value.</summary>
    private static readonly (bool HasFields, int MostCharacters)[] Forms = [(true, int.MaxValue), (false, 256), (false, 32), (false, 0)];

    /// <summary>Writes it.</summary>
    /// <param name="index">Its index.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="mostBytes">How long it may be.</param>
    /// <returns>The text; shorter than the record asks for, and saying so, where it would be longer.</returns>
    public string Write(long index, ReadOnlySpan<byte> bytes, int mostBytes)
    {
        var text = "";
        foreach (var (hasFields, mostCharacters) in Forms)
        {
            text = Write(index, bytes, hasFields, mostCharacters);
            if (Encoding.UTF8.GetByteCount(text) <= mostBytes)
                return text;
        }
        return text;
    }

    private string Write(long index, ReadOnlySpan<byte> bytes, bool hasFields, int most)
    {
        var isReadable = AuditRecord.TryRead(bytes, out var record);
        var outcome = OutcomeOf(record);
        var name = NameOf(record);
        var to = new StringBuilder("CEF:0|Platform.Libraries|Platform.Audit|0.1|");
        CefText.AppendHeader(to, name);
        to.Append('|');
        CefText.AppendHeader(to, name);
        to.Append(CultureInfo.InvariantCulture, $"|{SeverityOf(record.Kind, outcome)}|externalId={index}");
        Append(to, "deviceExternalId", logName, Math.Max(most, 32));
        if (!isReadable)
            return to.Append(" reason=unreadable record").ToString();
        to.Append(CultureInfo.InvariantCulture, $" rt={record.RecordedAt.ToUnixTimeMilliseconds()} start={record.OccurredAt.ToUnixTimeMilliseconds()}");
        if (outcome != AuditOutcome.Unknown)
            to.Append(" outcome=").Append(outcome switch { AuditOutcome.Success => "success", AuditOutcome.Failure => "failure", _ => "denied" });
        if (most > 0)
            AppendKnown(to, record, most);
        if (record.Gap is { Count: > 0 } gap)
            to.Append(CultureInfo.InvariantCulture, $" cnt={Math.Min(gap.Count, int.MaxValue)}");
        to.Append(CultureInfo.InvariantCulture, $" cs5Label=producer cs5={record.Producer:x16}/{record.Sequence}");
        if (hasFields)
            AppendFields(to, record);
        else
            to.Append(" cs6Label=shortened cs6=true");
        return to.ToString();
    }

    private static void AppendKnown(StringBuilder to, AuditRecord record, int most)
    {
        foreach (var field in record.Fields)
        {
            if (field.Field is AuditField.Named or AuditField.Outcome)
                continue;
            var text = field.Kind == AuditValueKind.Personal ? AuditCommitmentText.Of(field.Bytes) : Encoding.UTF8.GetString(field.Bytes);
            switch (field.Field)
            {
                case AuditField.Actor:
                    Append(to, "suid", text, most);
                    break;
                case AuditField.Target:
                    AppendLabelled(to, 1, "target", text, most);
                    break;
                case AuditField.Tenant:
                    AppendLabelled(to, 2, "tenant", text, most);
                    break;
                case AuditField.Correlation:
                    AppendLabelled(to, 3, "correlation", text, most);
                    break;
                case AuditField.Source:
                    AppendSource(to, text, most);
                    break;
                default:
                    Append(to, "reason", text, most);
                    break;
            }
        }
    }

    /// <summary>CEF has one key for addresses of version 4, one for version 6, and one for names.</summary>
    private static void AppendSource(StringBuilder to, string text, int most)
    {
        if (!IPAddress.TryParse(text, out var address))
            Append(to, "shost", text, most);
        else if (address.AddressFamily == AddressFamily.InterNetwork)
            Append(to, "src", address.ToString(), most);
        else
            Append(to.Append(" c6a2Label=Source IPv6 Address"), "c6a2", address.ToString(), most);
    }

    private static void AppendLabelled(StringBuilder to, int number, string label, string text, int most)
    {
        to.Append(CultureInfo.InvariantCulture, $" cs{number}Label={label}");
        Append(to, string.Create(CultureInfo.InvariantCulture, $"cs{number}"), text, most);
    }

    /// <summary>An event's own fields as one JSON object: their names are not keys of CEF, and must not become any.</summary>
    private static void AppendFields(StringBuilder to, AuditRecord record)
    {
        using var stream = new MemoryStream();
        var hasAny = false;
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            foreach (var field in record.Fields)
            {
                if (field.Field != AuditField.Named)
                    continue;
                hasAny = true;
                json.WriteString(field.Name, field.Kind switch
                {
                    AuditValueKind.Text => Encoding.UTF8.GetString(field.Bytes),
                    AuditValueKind.Integer => field.Integer.ToString(CultureInfo.InvariantCulture),
                    AuditValueKind.Boolean => field.Boolean ? "true" : "false",
                    AuditValueKind.Time => field.Time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture),
                    AuditValueKind.Guid => field.Guid.ToString(),
                    AuditValueKind.Personal => AuditCommitmentText.Of(field.Bytes),
                    _ => Convert.ToBase64String(field.Bytes),
                });
            }
            json.WriteEndObject();
        }
        if (!hasAny)
            return;
        AppendLabelled(to, 4, "fields", Encoding.UTF8.GetString(stream.ToArray()), int.MaxValue);
    }

    private static void Append(StringBuilder to, string key, string text, int most)
    {
        to.Append(' ').Append(key).Append('=');
        CefText.AppendValue(to, text, most);
    }

    private static string NameOf(AuditRecord record) => record.Kind switch
    {
        AuditRecordKind.Event => Encoding.ASCII.GetString(record.Name),
        AuditRecordKind.Started => "audit.started",
        AuditRecordKind.Heartbeat => "audit.heartbeat",
        AuditRecordKind.Stopped => "audit.stopped",
        AuditRecordKind.Gap => "audit.gap",
        _ => "audit.unreadable",
    };

    private static int SeverityOf(AuditRecordKind kind, AuditOutcome outcome) => (kind, outcome) switch
    {
        (AuditRecordKind.Gap, _) => 8,
        (AuditRecordKind.None, _) => 6,
        (_, AuditOutcome.Denied) => 6,
        (_, AuditOutcome.Failure) => 4,
        _ => 2,
    };

    private static AuditOutcome OutcomeOf(AuditRecord record)
    {
        foreach (var field in record.Fields)
        {
            if (field.Field == AuditField.Outcome)
                return (AuditOutcome)field.Integer;
        }
        return AuditOutcome.Unknown;
    }
}
