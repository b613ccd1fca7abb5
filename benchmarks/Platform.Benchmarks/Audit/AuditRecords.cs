using System.Buffers.Binary;

namespace Platform.Benchmarks.Audit;

/// <summary>Records of 200 bytes that differ from each other.</summary>
internal static class AuditRecords
{
    public const int Length = 200;

    public static byte[] Make(int count)
    {
        var records = new byte[count * Length];
        for (var at = 0; at < count; at++)
        {
            var record = records.AsSpan(at * Length, Length);
            record.Fill((byte)'a');
            BinaryPrimitives.WriteInt32BigEndian(record, at);
        }
        return records;
    }
}
