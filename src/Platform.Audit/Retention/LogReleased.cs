using Platform.Audit.Records;

namespace Platform.Audit.Retention;

/// <summary>A hold is released.</summary>
internal readonly record struct LogReleased(string Hold, string? Reason) : IAuditEvent
{
    public const string Name = "audit.hold.released";

    private static readonly AuditEventType Type = AuditEventType.Own(Name, WhenAuditUnavailable.Reject);

    public AuditEventType EventType => Type;

    public void WriteTo(ref AuditEventWriter writer)
    {
        writer.Target("log");
        writer.Outcome(AuditOutcome.Success);
        writer.Reason(Reason);
        writer.Text("hold", Hold);
    }
}
