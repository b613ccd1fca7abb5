using Platform.Audit.Records;

namespace Platform.Audit.PersonalData;

/// <summary>Contents are erased: those of the records that it names, in the transaction that adds it. Nobody but the log can write it with that effect.</summary>
internal readonly record struct LogErased(ReadOnlyMemory<long> Records, string? Reason) : IAuditEvent
{
    public const string Name = "audit.erased";
    public const string RecordsField = "records";

    /// <summary>So many in one event: it has to fit into a record.</summary>
    public const int MostRecords = 1_000;

    public static readonly AuditEventType Type = AuditEventType.Own(Name, WhenAuditUnavailable.Reject);

    public static ReadOnlySpan<byte> NameUtf8 => "audit.erased"u8;

    public AuditEventType EventType => Type;

    public void WriteTo(ref AuditEventWriter writer)
    {
        writer.Target("log");
        writer.Outcome(AuditOutcome.Success);
        writer.Reason(Reason);
        writer.Integer("count", Records.Length);
        writer.Text(RecordsField, RecordRanges.Write(Records.Span));
        writer.Erase(Records.Span);
    }
}
