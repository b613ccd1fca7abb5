using System.Globalization;
using Platform.Audit.Records;

namespace Platform.Audit.PersonalData;

/// <summary>Somebody has read the personal fields of a record.</summary>
internal readonly record struct PersonalRead(long Index) : IAuditEvent
{
    private static readonly AuditEventType Type = AuditEventType.Own("audit.personal.read");

    public AuditEventType EventType => Type;

    public void WriteTo(ref AuditEventWriter writer)
    {
        writer.Target(string.Create(CultureInfo.InvariantCulture, $"record:{Index}"));
        writer.Outcome(AuditOutcome.Success);
    }
}
