using Platform.Audit.Records;

namespace Platform.Audit.Retention;

/// <summary>Records are dropped: those from the beginning of the log to before a place. It stands in the log before they go, and nobody but
/// the log can write it with that effect.</summary>
/// <param name="First">The first that goes.</param>
/// <param name="Before">The first that stays.</param>
/// <param name="Archive">The name of the file that they are in; <see langword="null"/> where there is none.</param>
/// <param name="Sha256">The hash of that file, in hexadecimal digits.</param>
/// <param name="Reason">Why.</param>
internal readonly record struct LogDropped(long First, long Before, string? Archive, string? Sha256, string? Reason) : IAuditEvent
{
    public const string Name = "audit.dropped";

    private static readonly AuditEventType Type = AuditEventType.Own(Name, WhenAuditUnavailable.Reject);

    public AuditEventType EventType => Type;

    /// <summary>Reads what a record of the log itself says was dropped. One that somebody has left in the intake is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out long before)
    {
        before = 0;
        if (!AuditRecord.TryRead(bytes, out var record) || record.Kind != AuditRecordKind.Event || record.IsFromIntake || record.IsRelayed || !record.Name.SequenceEqual("audit.dropped"u8))
            return false;
        foreach (var field in record.Fields)
        {
            if (field.Kind == AuditValueKind.Integer && field.Name.SequenceEqual("before"u8))
                before = field.Integer;
        }
        return before > 0;
    }

    public void WriteTo(ref AuditEventWriter writer)
    {
        writer.Target("log");
        writer.Outcome(AuditOutcome.Success);
        writer.Reason(Reason);
        writer.Text("archive", Archive);
        writer.Integer("before", Before);
        writer.Integer("first", First);
        writer.Text("sha256", Sha256);
    }
}
