using Platform.Audit.Records;
using Platform.Audit.Stores;

namespace Platform.Audit.Retention;

/// <summary>Records were to be dropped, and are there: others have looked into them all the time. It explains nothing, and nobody has to sign it.</summary>
internal readonly record struct LogDropAbandoned(AuditPartition Partition, int Tries) : IAuditEvent
{
    private static readonly AuditEventType Type = AuditEventType.Own("audit.drop.abandoned");

    public AuditEventType EventType => Type;

    public void WriteTo(ref AuditEventWriter writer)
    {
        writer.Target("log");
        writer.Outcome(AuditOutcome.Failure);
        writer.Integer("before", Partition.End);
        writer.Integer("first", Partition.First);
        writer.Integer("tries", Tries);
    }
}
