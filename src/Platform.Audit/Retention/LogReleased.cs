using Platform.Audit.Records;
using Platform.Audit.Sequencing;

namespace Platform.Audit.Retention;

/// <summary>A hold is released: that one placing of it, so that a copy of this releases nothing that was placed later.</summary>
internal readonly record struct LogReleased(string Hold, Guid Placement, string? Reason, LogKeys Keys) : IAuditEvent
{
    public static readonly AuditEventType Type = AuditEventType.Own("audit.hold.released", WhenAuditUnavailable.Reject);

    public AuditEventType EventType => Type;

    public void WriteTo(ref AuditEventWriter writer)
    {
        writer.Target("log");
        writer.Outcome(AuditOutcome.Success);
        writer.Reason(Reason);
        writer.Text("hold", Hold);
        writer.Guid("placement", Placement);
        Statement.Sign(ref writer, Keys);
    }
}
