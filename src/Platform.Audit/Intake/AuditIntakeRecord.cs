using System.Security.Cryptography;
using Platform.Audit.Checkpoints;
using Platform.Audit.PersonalData;
using Platform.Audit.Records;
using Platform.Audit.Tiles;

namespace Platform.Audit.Intake;

/// <summary>What stands in a row of the intake: a record without the numbers that the log gives it when it takes it up.</summary>
public static class AuditIntakeRecord
{
    /// <summary>
    /// The name of the event that takes the place of a row which is no record of an event. Its fields <c>length</c> and <c>sha256</c> say which row it was; where there was a record in it, <c>bytes</c> holds that, without what
    /// was behind it: what is in the tree stays, and contents of personal fields must go when they are erased.
    /// </summary>
    public const string MalformedEvent = "audit.intake.malformed";

    private const int MostBytes = 60_000;

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
    /// <remarks>What is behind it comes from a host that could have had the log, and is believed as its record is; only its shape is looked at, so that it cannot hold up the log. An
    /// erasure is believed where a key of the log has signed it: whoever may write rows has no right by that to have anything erased.</remarks>
    internal static bool IsRelayed(ReadOnlySpan<byte> row, CheckpointPolicy? policy) =>
        row.Length <= EntryBundle.MaxEntryLength && Enclosure.TrySplit(row, out var leaf, out var enclosure) && AuditRecord.TryRead(leaf, out var record) && record.Sequence >= 1
        && Enclosure.HasShapeOf(enclosure, record) && (policy is null || !LogErased.IsOne(record) || LogErased.IsSigned(leaf, policy));

    /// <summary>Whether a row is a record of an event, as a transaction leaves it.</summary>
    internal static bool IsOfTransaction(ReadOnlySpan<byte> row)
    {
        Read(row, DateTimeOffset.UnixEpoch, out var isWellFormed);
        return isWellFormed && RecordHeader.Sequence(row) == 0 && RecordHeader.Producer(row) == 0 && RecordHeader.Recorded(row) == 0;
    }

    /// <summary>The record to append for a row. What others may have written there must not hold up the log, nor vanish: it is recorded as what it is.</summary>
    internal static byte[] Read(ReadOnlySpan<byte> row, DateTimeOffset now, out bool isWellFormed)
    {
        isWellFormed = false;
        // Whose record cannot be parted from what is behind it may have a personal value anywhere.
        if (row.Length > EntryBundle.MaxEntryLength || !Enclosure.TrySplit(row, out var leaf, out var enclosure) || !AuditRecord.TryRead(leaf, out var record))
            return Write(Describe(row), now);
        isWellFormed = record.Kind == AuditRecordKind.Event && !record.Name.StartsWith("audit."u8) && Enclosure.Fits(enclosure, record);
        return isWellFormed ? row.ToArray() : Write(Describe(row).With("bytes", leaf[..Math.Min(leaf.Length, MostBytes)]), now);
    }

    private static AuditEvent Describe(ReadOnlySpan<byte> row) => new AuditEvent(Malformed).With("length", row.Length).With("sha256", SHA256.HashData(row));
}
