using Platform.Audit.Intake;
using Platform.Audit.Records;

namespace Platform.Audit.Export.Tests;

internal static class TestRecords
{
    public static readonly AuditEventType Closed = new("request.closed");

    public static AuditExportRecord Of(AuditEvent written, long index = 7) => new(index, AuditIntakeRecord.Write(written, new DateTimeOffset(2026, 3, 10, 12, 0, 0, 123, TimeSpan.Zero)));
}
