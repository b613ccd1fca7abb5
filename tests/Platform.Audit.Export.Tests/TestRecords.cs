using Platform.Audit.Intake;
using Platform.Audit.Records;

namespace Platform.Audit.Export.Tests;

internal static class TestRecords
{
    public static readonly AuditEventType Closed = new("request.closed");

    public static AuditExportRecord Of(AuditEvent written, long index = 7) => new(index, Leaf(AuditIntakeRecord.Write(written, new DateTimeOffset(2026, 3, 10, 12, 0, 0, 123, TimeSpan.Zero))));

    /// <summary>What the log hashes of a row: without what travels behind it, as docs/reference/audit-record.md says.</summary>
    public static byte[] Leaf(byte[] row)
    {
        if ((row[2] & 0x80) == 0)
            return row;
        row[2] = 0;
        return row[..^System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(row.AsSpan()[^4..])];
    }
}
