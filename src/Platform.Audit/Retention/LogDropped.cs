using Platform.Audit.Checkpoints;
using Platform.Audit.Records;
using Platform.Audit.Sequencing;
using Platform.Audit.Stores;

namespace Platform.Audit.Retention;

/// <summary>Records were dropped: those from the beginning of the log to before a place. It is added in the transaction that drops them, and
/// signed for its own place in the log: a copy of it at another says nothing, nor does one of a transaction that did not happen.</summary>
/// <param name="Partition">What has gone.</param>
/// <param name="Archive">The name of the file that they are in; <see langword="null"/> where there is none.</param>
/// <param name="Sha256">The hash of that file, in hexadecimal digits.</param>
/// <param name="Reason">Why.</param>
/// <param name="Index">Where it stands.</param>
/// <param name="Keys">The keys of the log.</param>
internal readonly record struct LogDropped(AuditPartition Partition, string? Archive, string? Sha256, string? Reason, long Index, LogKeys Keys) : IAuditEvent
{
    private static readonly AuditEventType Type = AuditEventType.Own("audit.dropped", WhenAuditUnavailable.Reject);

    public AuditEventType EventType => Type;

    /// <summary>Reads what a record says was dropped, if the log has signed it for its place.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, long index, CheckpointPolicy policy, out AuditPartition partition)
    {
        partition = default;
        if (!Statement.IsSigned(bytes, "audit.dropped"u8, policy) || !AuditRecord.TryRead(bytes, out var record) || record.IsFromIntake || record.IsRelayed)
            return false;
        var (first, before, at) = (-1L, -1L, -1L);
        foreach (var field in record.Fields)
        {
            if (field.Kind != AuditValueKind.Integer)
                continue;
            if (field.Name.SequenceEqual("first"u8))
                first = field.Integer;
            else if (field.Name.SequenceEqual("before"u8))
                before = field.Integer;
            else if (field.Name.SequenceEqual("index"u8))
                at = field.Integer;
        }
        partition = new AuditPartition(first, before);
        return at == index && first >= 0 && before > first && before <= index;
    }

    public void WriteTo(ref AuditEventWriter writer)
    {
        writer.Target("log");
        writer.Outcome(AuditOutcome.Success);
        writer.Reason(Reason);
        writer.Text("archive", Archive);
        writer.Integer("before", Partition.End);
        writer.Integer("first", Partition.First);
        writer.Integer("index", Index);
        writer.Text("sha256", Sha256);
        Statement.Sign(ref writer, Keys);
    }
}
