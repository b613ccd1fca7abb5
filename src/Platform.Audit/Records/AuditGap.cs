using System.Buffers.Binary;

namespace Platform.Audit.Records;

/// <summary>Numbers of a producer that never come, because what had them was refused or lost.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Last">The last of them. Between the two there may be numbers that do come.</param>
/// <param name="Count">How many.</param>
public readonly record struct AuditGap(long First, long Last, long Count)
{
    internal const int Length = 3 * sizeof(long);

    internal static AuditGap Read(ReadOnlySpan<byte> body) =>
        new(BinaryPrimitives.ReadInt64BigEndian(body), BinaryPrimitives.ReadInt64BigEndian(body[8..]), BinaryPrimitives.ReadInt64BigEndian(body[16..]));

    internal static bool IsWellFormed(ReadOnlySpan<byte> body) =>
        body.Length == Length && Read(body) is var gap && gap.First >= 1 && gap.Last >= gap.First && gap.Count >= 1 && gap.Count - 1 <= gap.Last - gap.First;

    internal void Write(Span<byte> body)
    {
        BinaryPrimitives.WriteInt64BigEndian(body, First);
        BinaryPrimitives.WriteInt64BigEndian(body[8..], Last);
        BinaryPrimitives.WriteInt64BigEndian(body[16..], Count);
    }

    /// <summary>One number more, which is higher than all so far.</summary>
    internal AuditGap With(long number) => Count == 0 ? new AuditGap(number, number, 1) : new AuditGap(Math.Min(First, number), Math.Max(Last, number), Count + 1);
}
