using Platform.Audit.Records;

namespace Platform.Audit.PersonalData;

/// <summary>Contents are erased: those of the records that it names, in the transaction that adds it. Nobody but the log can write it with that effect.</summary>
internal readonly record struct LogErased(ReadOnlyMemory<long> Records, string? Reason) : IAuditEvent
{
    public const string Name = "audit.erased";

    /// <summary>So many in one event: it has to fit into a record.</summary>
    public const int MostRecords = 1_000;

    public static readonly AuditEventType Type = AuditEventType.Own(Name, WhenAuditUnavailable.Reject);

    public static ReadOnlySpan<byte> NameUtf8 => "audit.erased"u8;

    public AuditEventType EventType => Type;

    /// <summary>Reads what a record of the log itself says is erased.</summary>
    /// <param name="record">The record.</param>
    /// <param name="ranges">The records that it names, ascending; <see langword="null"/> where it does not say so as it must.</param>
    /// <returns>Whether it is such a record. One that somebody has left in the intake is none.</returns>
    public static bool TryRead(AuditRecord record, out List<(long First, long Last)>? ranges)
    {
        ranges = null;
        if (record.Kind != AuditRecordKind.Event || record.IsFromIntake || !record.Name.SequenceEqual(NameUtf8))
            return false;
        long? count = null;
        foreach (var field in record.Fields)
        {
            if (field.Kind == AuditValueKind.Integer && field.Name.SequenceEqual("count"u8))
                count = field.Integer;
            else if (field.Kind == AuditValueKind.Text && field.Name.SequenceEqual("records"u8))
                ranges = RecordRanges.TryRead(field.Bytes, out var read) ? read : null;
        }
        if (ranges is not null && ranges.Sum(static range => (decimal)range.Last - range.First + 1) != count)
            ranges = null;
        return true;
    }

    public void WriteTo(ref AuditEventWriter writer)
    {
        writer.Target("log");
        writer.Outcome(AuditOutcome.Success);
        writer.Reason(Reason);
        writer.Integer("count", Records.Length);
        writer.Text("records", RecordRanges.Write(Records.Span));
        writer.Erase(Records.Span);
    }
}
