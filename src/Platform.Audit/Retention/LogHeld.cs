using System.Text;
using Platform.Audit.Records;

namespace Platform.Audit.Retention;

/// <summary>A hold is placed.</summary>
internal readonly record struct LogHeld(AuditHold Hold, string? Reason) : IAuditEvent
{
    public const string Name = "audit.hold.placed";

    private static readonly AuditEventType Type = AuditEventType.Own(Name, WhenAuditUnavailable.Reject);

    public AuditEventType EventType => Type;

    /// <summary>Reads a hold as the log itself has written it. One that somebody has left in the intake is none: it could hold up every
    /// erasure.</summary>
    public static AuditHold? Read(AuditRecord record)
    {
        AuditHold? hold = null;
        string? actor = null, target = null, tenant = null;
        long? first = null, end = null;
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
                case "heldFirst":
                    first = field.Integer;
                    break;
                case "heldEnd":
                    end = field.Integer;
                    break;
                default:
                    break;
            }
        }
        return hold is null ? null : hold with { Actor = actor, Target = target, Tenant = tenant, First = first, End = end };
    }

    public void WriteTo(ref AuditEventWriter writer)
    {
        writer.Target("log");
        writer.Outcome(AuditOutcome.Success);
        writer.Reason(Reason);
        writer.Text("heldActor", Hold.Actor);
        writer.Integer("heldEnd", Hold.End);
        writer.Integer("heldFirst", Hold.First);
        writer.Text("heldTarget", Hold.Target);
        writer.Text("heldTenant", Hold.Tenant);
        writer.Text("hold", Hold.Id);
    }
}
