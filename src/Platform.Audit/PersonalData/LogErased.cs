using Platform.Audit.Checkpoints;
using Platform.Audit.Records;
using Platform.Audit.Retention;
using Platform.Audit.Sequencing;

namespace Platform.Audit.PersonalData;

/// <summary>Contents are erased: those of the records that it names, in the transaction that adds it. Signed, because what it says lets contents be missing.</summary>
/// <param name="Records">The records.</param>
/// <param name="Reason">Why.</param>
/// <param name="Keys">The keys of the log.</param>
internal readonly record struct LogErased(ReadOnlyMemory<long> Records, string? Reason, LogKeys Keys) : IAuditEvent
{
    /// <summary>Which of them were erased as somebody's although the key was destroyed by which it could have been told whether they were.</summary>
    public ReadOnlyMemory<long> KeyDestroyed { get; init; }

    public const string Name = "audit.erased";

    /// <summary>So many in one event: it has to fit into a record.</summary>
    public const int MostRecords = 1_000;

    public static readonly AuditEventType Type = AuditEventType.Own(Name, WhenAuditUnavailable.Reject);

    public static ReadOnlySpan<byte> NameUtf8 => "audit.erased"u8;

    public AuditEventType EventType => Type;

    /// <summary>Whether a record says that something is erased, whoever has written it.</summary>
    public static bool IsOne(AuditRecord record) => record.Kind == AuditRecordKind.Event && record.Name.SequenceEqual(NameUtf8);

    /// <summary>Whether it is such a record, and a key of the log has signed it.</summary>
    public static bool IsSigned(ReadOnlySpan<byte> bytes, CheckpointPolicy policy) => Statement.IsSigned(bytes, NameUtf8, policy);

    /// <summary>Whether a record says that the contents of another were erased, and a key of the log has signed it, if there is a policy.</summary>
    public static bool Names(ReadOnlySpan<byte> bytes, long index, CheckpointPolicy? policy) =>
        AuditRecord.TryRead(bytes, out var record) && TryRead(record, out var ranges) && (policy is null || IsSigned(bytes, policy))
        && ranges is not null && ranges.Exists(range => index >= range.First && index <= range.Last);

    /// <summary>Reads what a record of the log itself says is erased.</summary>
    /// <param name="record">The record.</param>
    /// <param name="ranges">The records that it names, ascending; <see langword="null"/> where it does not say so as it must.</param>
    /// <returns>Whether it is such a record. One that somebody has left in the intake is none.</returns>
    public static bool TryRead(AuditRecord record, out List<(long First, long Last)>? ranges)
    {
        ranges = null;
        if (record.IsFromIntake || !IsOne(record))
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
        writer.Text("keyDestroyed", KeyDestroyed.IsEmpty ? null : RecordRanges.Write(KeyDestroyed.Span));
        writer.Text("records", RecordRanges.Write(Records.Span));
        Statement.Sign(ref writer, Keys);
        writer.Erase(Records.Span);
    }
}
