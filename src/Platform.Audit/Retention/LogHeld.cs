using System.Text;
using Platform.Audit.Records;
using Platform.Audit.Sequencing;

namespace Platform.Audit.Retention;

/// <summary>A hold is placed. Signed, because a hold that somebody else could place would hold up every erasure.</summary>
/// <param name="Hold">What is held.</param>
/// <param name="Placement">What tells this placing from every other: a release names it. Copies of this record place nothing more.</param>
/// <param name="LogSize">How large the log was when it was signed.</param>
/// <param name="Reason">Why.</param>
/// <param name="Keys">The keys of the log.</param>
internal readonly record struct LogHeld(AuditHold Hold, Guid Placement, long LogSize, string? Reason, LogKeys Keys) : IAuditEvent
{
    public static readonly AuditEventType Type = AuditEventType.Own("audit.hold.placed", WhenAuditUnavailable.Reject);

    public AuditEventType EventType => Type;

    /// <summary>Reads the hold of a record whose signature was verified, or of its release, which has the id alone.</summary>
    /// <returns>Of a release the size is <see langword="null"/>.</returns>
    public static (AuditHold Hold, Guid Placement, long? LogSize)? Read(AuditRecord record)
    {
        AuditHold? hold = null;
        Guid? placement = null;
        string? actor = null, target = null, tenant = null, subject = null;
        long? first = null, end = null, size = null;
        foreach (var field in record.Fields)
        {
            var text = field.Kind == AuditValueKind.Text ? Encoding.UTF8.GetString(field.Bytes) : null;
            switch (Encoding.UTF8.GetString(field.Name))
            {
                case "hold":
                    hold = new AuditHold(text ?? "");
                    break;
                case "heldActor":
                    actor = text;
                    break;
                case "heldTarget":
                    target = text;
                    break;
                case "heldTenant":
                    tenant = text;
                    break;
                case "heldSubject":
                    subject = text;
                    break;
                case "heldFirst":
                    first = field.Integer;
                    break;
                case "heldEnd":
                    end = field.Integer;
                    break;
                case "logSize":
                    size = field.Integer;
                    break;
                case "placement" when field.Kind == AuditValueKind.Guid:
                    placement = field.Guid;
                    break;
                default:
                    break;
            }
        }
        return hold is not null && placement is { } known ? (hold with { Actor = actor, Target = target, Tenant = tenant, Subject = subject, First = first, End = end }, known, size) : null;
    }

    public void WriteTo(ref AuditEventWriter writer)
    {
        writer.Target("log");
        writer.Outcome(AuditOutcome.Success);
        writer.Reason(Reason);
        writer.Text("heldActor", Hold.Actor);
        writer.Integer("heldEnd", Hold.End);
        writer.Integer("heldFirst", Hold.First);
        writer.Text("heldSubject", Hold.Subject);
        writer.Text("heldTarget", Hold.Target);
        writer.Text("heldTenant", Hold.Tenant);
        writer.Text("hold", Hold.Id);
        writer.Integer("logSize", LogSize);
        writer.Guid("placement", Placement);
        Statement.Sign(ref writer, Keys);
    }
}
