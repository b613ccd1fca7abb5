using System.Globalization;

namespace Platform.Audit.Records;

/// <summary>Somebody has read a record.</summary>
internal readonly record struct RecordRead(long Index) : IAuditEvent
{
    public const string Name = "audit.read";

    private static readonly AuditEventType Type = AuditEventType.Own(Name);

    public AuditEventType EventType => Type;

    public void WriteTo(ref AuditEventWriter writer)
    {
        writer.Target(string.Create(CultureInfo.InvariantCulture, $"record:{Index}"));
        writer.Outcome(AuditOutcome.Success);
    }
}
