using System.Globalization;
using Platform.Audit.Records;

namespace Platform.Audit.Retention;

/// <summary>Somebody has read records that were archived.</summary>
internal readonly record struct ArchiveRead(long First, long End) : IAuditEvent
{
    private static readonly AuditEventType Type = AuditEventType.Own("audit.archive.read");

    public AuditEventType EventType => Type;

    public void WriteTo(ref AuditEventWriter writer)
    {
        writer.Target(string.Create(CultureInfo.InvariantCulture, $"records:{First}-{End - 1}"));
        writer.Outcome(AuditOutcome.Success);
    }
}
