using System.Security.Cryptography;
using System.Text;
using Platform.Audit.Records;

namespace Platform.Audit.EntityFrameworkCore.Capture;

/// <summary>
/// A statement that changes rows without their entities: how many, in which tables, and the hash of the statement. Neither it nor its parameters: values of
/// people stand in both.
/// </summary>
internal readonly struct BulkEvent(string source, List<string> tables, string statement, long count) : IAuditEvent
{
    private static readonly AuditEventType Type = new("entity.bulk");

    public AuditEventType EventType => Type;

    public void WriteTo(ref AuditEventWriter writer)
    {
        writer.Target(string.Join(',', tables));
        writer.Outcome(AuditOutcome.Success);
        writer.Integer("count", count);
        writer.Text("sha256", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(statement))));
        writer.Text("source", source);
    }
}
