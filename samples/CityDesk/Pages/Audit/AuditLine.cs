using System.Globalization;
using System.Text;
using CityDesk.Auditing;
using Platform.Audit;
using Platform.Audit.Records;

namespace CityDesk.Pages.Audit;

/// <summary>One record as it is shown.</summary>
internal sealed record AuditLine
{
    public required long Index { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string What { get; init; }

    /// <summary>Empty where nobody is known.</summary>
    public string Who { get; init; } = "";

    public string Target { get; init; } = "";

    public AuditOutcome Outcome { get; init; }

    /// <summary>What else it says, in the order of the record. Of what is personal only that it is there.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Details { get; init; } = [];

    /// <summary>What verifying the record against the signed log has found.</summary>
    public required AuditVerificationResult Verified { get; init; }

    /// <summary>The id of the request that it is about; <see langword="null"/> where it is about none.</summary>
    public string? RequestKey => AuditTargets.RequestKeyOf(Target);

    public static AuditLine Of(AuditEntry entry, AuditTrust trust)
    {
        var verified = trust.Verify(entry).Result;
        if (!AuditRecord.TryRead(entry.Record.Span, out var record))
            return new() { Index = entry.Index, At = default, What = "unreadable", Verified = AuditVerificationResult.Malformed };
        var details = new List<KeyValuePair<string, string>>();
        var outcome = AuditOutcome.Unknown;
        foreach (var field in record.Fields)
        {
            if (field.Field == AuditField.Outcome)
                outcome = (AuditOutcome)field.Integer;
            else if (field.Field is not (AuditField.Actor or AuditField.Target))
                details.Add(new(NameOf(field), ValueOf(field)));
        }

        return new()
        {
            Index = entry.Index,
            At = record.OccurredAt,
            What = record.Kind == AuditRecordKind.Event ? Encoding.UTF8.GetString(record.Name) : $"log {record.Kind.ToString().ToLowerInvariant()}",
            Who = TextOf(record, AuditField.Actor),
            Target = TextOf(record, AuditField.Target),
            Outcome = outcome,
            Details = details,
            Verified = verified,
        };
    }

    private static string TextOf(AuditRecord record, AuditField field) => record.TryGetText(field, out var text) ? Encoding.UTF8.GetString(text) : "";

    private static string NameOf(AuditValue field) => field.Field == AuditField.Named ? Encoding.UTF8.GetString(field.Name) : field.Field.ToString().ToLowerInvariant();

    private static string ValueOf(AuditValue field) => field.Kind switch
    {
        AuditValueKind.Text => Encoding.UTF8.GetString(field.Bytes),
        AuditValueKind.Integer => field.Integer.ToString(CultureInfo.InvariantCulture),
        AuditValueKind.Boolean => field.Boolean ? "yes" : "no",
        AuditValueKind.Time => field.Time.ToString("u", CultureInfo.InvariantCulture),
        AuditValueKind.Guid => field.Guid.ToString(),
        AuditValueKind.Personal => "kept apart",
        _ => Convert.ToHexStringLower(field.Bytes),
    };
}
