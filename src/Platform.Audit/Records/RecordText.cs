using System.Globalization;
using System.Text;

namespace Platform.Audit.Records;

/// <summary>A record as one line of text. What stands in it was written by others: whatever could begin a line, end a quotation, or turn the direction of writing is escaped.</summary>
internal static class RecordText
{
    public static string Of(AuditRecord record)
    {
        if (record.Kind == AuditRecordKind.None)
            return "";
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{record.RecordedAt.UtcDateTime:yyyy-MM-ddTHH:mm:ss.ffffffZ} {Word(record.Kind)}");
        if (!record.Name.IsEmpty)
            Quote(text.Append(' '), record.Name);
        foreach (var value in record.Fields)
            Append(text.Append(' '), value);
        if (record.Gap is { Count: > 0 } gap)
            text.Append(CultureInfo.InvariantCulture, $" {gap.Count} from {gap.First} to {gap.Last}");
        text.Append(CultureInfo.InvariantCulture, $" producer={record.Producer:x16} sequence={record.Sequence}");
        return record.IsTimeHeld ? text.Append(" time-held").ToString() : text.ToString();
    }

    private static void Append(StringBuilder text, in AuditValue value)
    {
        if (value.Field == AuditField.Named)
            Quote(text, value.Name);
        else
            text.Append(value.Field switch
            {
                AuditField.Actor => "actor",
                AuditField.Target => "target",
                AuditField.Outcome => "outcome",
                AuditField.Tenant => "tenant",
                AuditField.Source => "source",
                AuditField.Correlation => "correlation",
                _ => "reason",
            });
        text.Append('=');
        switch (value.Kind)
        {
            case AuditValueKind.Text:
                Quote(text, value.Bytes);
                break;
            case AuditValueKind.Integer when value.Field == AuditField.Outcome:
                text.Append(value.Integer switch { 1 => "success", 2 => "failure", _ => "denied" });
                break;
            case AuditValueKind.Integer:
                text.Append(CultureInfo.InvariantCulture, $"{value.Integer}");
                break;
            case AuditValueKind.Boolean:
                text.Append(value.Boolean ? "true" : "false");
                break;
            case AuditValueKind.Time:
                text.Append(CultureInfo.InvariantCulture, $"{value.Time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.ffffffZ}");
                break;
            case AuditValueKind.Guid:
                text.Append(CultureInfo.InvariantCulture, $"{value.Guid}");
                break;
            case AuditValueKind.Personal:
                text.Append("personal:").Append(Convert.ToHexStringLower(value.Bytes));
                break;
            default:
                text.Append(Convert.ToHexStringLower(value.Bytes));
                break;
        }
    }

    private static string Word(AuditRecordKind kind) => kind switch
    {
        AuditRecordKind.Event => "event",
        AuditRecordKind.Started => "started",
        AuditRecordKind.Heartbeat => "heartbeat",
        AuditRecordKind.Stopped => "stopped",
        _ => "gap",
    };

    private static void Quote(StringBuilder text, ReadOnlySpan<byte> utf8)
    {
        text.Append('"');
        foreach (var rune in Encoding.UTF8.GetString(utf8).EnumerateRunes())
        {
            if (rune.Value is '"' or '\\')
                text.Append('\\').Append((char)rune.Value);
            else if (IsPlain(rune))
                text.Append(rune.ToString());
            else
                text.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
        }
        text.Append('"');
    }

    /// <summary>Not: controls (line ends, escape sequences of terminals), formats (bidirectional marks, zero width), separators other than a space, what is not assigned.</summary>
    private static bool IsPlain(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate);
}
