using Platform.Audit.Records;

namespace Platform.Audit.PersonalData;

/// <summary>Somebody has searched by a personal field. What for is not said: it would stay when the rest is erased.</summary>
internal readonly record struct PersonalSearched(string Field, int Found) : IAuditEvent
{
    private static readonly AuditEventType Type = AuditEventType.Own("audit.personal.searched");

    public AuditEventType EventType => Type;

    public void WriteTo(ref AuditEventWriter writer)
    {
        writer.Target("log");
        writer.Outcome(AuditOutcome.Success);
        writer.Text("field", Field.Length > 255 ? Field[..255] : Field);
        writer.Integer("found", Found);
    }
}
