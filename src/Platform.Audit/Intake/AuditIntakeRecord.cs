using Platform.Audit.PersonalData;
using Platform.Audit.Records;
using Platform.Audit.Tiles;

namespace Platform.Audit.Intake;

/// <summary>What stands in a row of the intake: a record without the numbers that the log gives it when it takes it up.</summary>
public static class AuditIntakeRecord
{
    /// <summary>The name of the event that takes the place of a row which is no record. Its field <c>bytes</c> holds what was in the row.</summary>
    public const string MalformedEvent = "audit.intake.malformed";

    private static readonly AuditEventType Malformed = AuditEventType.Own(MalformedEvent);

    /// <summary>Writes an event, for those who insert the row themselves.</summary>
    /// <typeparam name="TEvent">The type of the event.</typeparam>
    /// <param name="auditEvent">The event.</param>
    /// <param name="occurredAt">When it happened.</param>
    /// <param name="context">Says what the event does not say itself. Default: nothing.</param>
    /// <param name="protector">Seals what is personal. Default: nothing.</param>
    /// <returns>The bytes of the row.</returns>
    /// <exception cref="ArgumentException">The event does not fit into a record.</exception>
    public static byte[] Write<TEvent>(TEvent auditEvent, DateTimeOffset occurredAt, AuditContext? context = null, IAuditContentProtector? protector = null)
        where TEvent : IAuditEvent
    {
        if (auditEvent is null)
            throw new ArgumentNullException(nameof(auditEvent));
        var writer = AuditEventWriter.Begin(auditEvent.EventType, context, protector);
        try
        {
            auditEvent.WriteTo(ref writer);
            writer.End();
            EntryBundle.RequireLength(writer.Written.Length);
            var record = writer.Record.ToArray();
            RecordHeader.Write(record, AuditRecordKind.Event, RecordHeader.Microseconds(occurredAt), producer: 0, sequence: 0);
            if (writer.HasEnclosure)
                RecordHeader.SetFlags(record, Enclosure.Flag);
            return record;
        }
        finally
        {
            writer.Return();
        }
    }

    /// <summary>Whether a row is a record with a number, as a process that does not have the log relays it.</summary>
    /// <remarks>What is behind it comes from a host that could have had the log, and is believed as its record is; only its shape is looked at, so that it cannot hold up the log.</remarks>
    internal static bool IsRelayed(ReadOnlySpan<byte> row) =>
        row.Length <= EntryBundle.MaxEntryLength && Enclosure.TrySplit(row, out var leaf, out var enclosure) && AuditRecord.TryRead(leaf, out var record) && record.Sequence >= 1
        && Enclosure.HasShapeOf(enclosure, record);

    /// <summary>The record to append for a row. What others may have written there must not hold up the log, nor vanish: it is recorded as what it is.</summary>
    internal static byte[] Read(ReadOnlySpan<byte> row, DateTimeOffset now, out bool isWellFormed, IAuditContentProtector? protector = null)
    {
        isWellFormed = row.Length <= EntryBundle.MaxEntryLength && Enclosure.TrySplit(row, out var leaf, out var enclosure) && AuditRecord.TryRead(leaf, out var record)
            && record.Kind == AuditRecordKind.Event && !record.Name.StartsWith("audit."u8) && Enclosure.Fits(enclosure, record, protector);
        return isWellFormed ? row.ToArray() : Write(new AuditEvent(Malformed).With("bytes", row[..Math.Min(row.Length, 60_000)]).With("length", row.Length), now);
    }
}
