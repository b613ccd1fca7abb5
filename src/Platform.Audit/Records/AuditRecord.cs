using System.Text;
using System.Text.Unicode;

namespace Platform.Audit.Records;

/// <summary>A record as it stands in the bytes that were hashed. Nothing is copied.</summary>
/// <remarks>
/// Only the one spelling that <see cref="AuditEventWriter"/> gives is read, so that what two readers see in the same bytes is the same. Whether the
/// log holds these bytes an inclusion proof says. The format, byte by byte, is docs/reference/audit-record.md.
/// </remarks>
public readonly ref struct AuditRecord
{
    private readonly ReadOnlySpan<byte> _record;

    private AuditRecord(ReadOnlySpan<byte> record) => _record = record;

    /// <summary>What it is; <see cref="AuditRecordKind.None"/> of no record.</summary>
    public AuditRecordKind Kind => _record.IsEmpty ? AuditRecordKind.None : RecordHeader.Kind(_record);

    /// <summary>When the log recorded it. Never before the record in front of it.</summary>
    public DateTimeOffset RecordedAt => RecordHeader.Time(RecordHeader.Recorded(_record));

    /// <summary>When it was appended, by the clock of its producer.</summary>
    public DateTimeOffset OccurredAt => RecordHeader.Time(RecordHeader.Occurred(_record));

    /// <summary>Whether the clock stood before the time of an earlier record, so that <see cref="RecordedAt"/> is that time.</summary>
    public bool IsTimeHeld => (RecordHeader.Flags(_record) & RecordHeader.TimeHeld) != 0;

    /// <summary>
    /// Whether it was a row of the intake (<see cref="IAuditIntake"/>): then whoever may insert there has written it, and <see cref="Producer"/> is the
    /// process that has taken it up.
    /// </summary>
    public bool IsFromIntake => (RecordHeader.Flags(_record) & RecordHeader.FromIntake) != 0;

    /// <summary>
    /// Whether a process that did not have the log left it in the intake with a number of its own: then whoever may write there as a host does has written all of it, <see cref="Producer"/>,
    /// <see cref="Sequence"/> and <see cref="Kind"/> too. Without this and <see cref="IsFromIntake"/> the process that had the log has appended it itself.
    /// </summary>
    public bool IsRelayed => (RecordHeader.Flags(_record) & RecordHeader.Relayed) != 0;

    /// <summary>Which run of which program appended it: drawn anew at each start.</summary>
    public long Producer => RecordHeader.Producer(_record);

    /// <summary>Its number among the records of its producer, from 1. A number that never comes is named by a record of the kind <see cref="AuditRecordKind.Gap"/>, or was left out.</summary>
    public long Sequence => RecordHeader.Sequence(_record);

    /// <summary>The name of the event, in UTF-8; empty where it is none. Of a <see cref="AuditRecordKind.Started"/> what the producer calls itself.</summary>
    public ReadOnlySpan<byte> Name => Kind is AuditRecordKind.Event or AuditRecordKind.Started ? _record.Slice(RecordHeader.Length + 1, _record[RecordHeader.Length]) : default;

    /// <summary>The numbers that are missing; all 0 unless it is a <see cref="AuditRecordKind.Gap"/>.</summary>
    public AuditGap Gap => Kind == AuditRecordKind.Gap ? AuditGap.Read(_record[RecordHeader.Length..]) : default;

    /// <summary>The fields of the event, one after another.</summary>
    public AuditFields Fields => Kind == AuditRecordKind.Event ? new AuditFields(_record[(RecordHeader.Length + 1 + _record[RecordHeader.Length])..]) : default;

    /// <summary>Reads a record, strictly.</summary>
    /// <param name="bytes">All of it.</param>
    /// <param name="record">The record.</param>
    /// <returns>Whether it was one of this version. Whatever the bytes are, nothing throws.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out AuditRecord record)
    {
        record = default;
        if (!RecordHeader.IsWellFormed(bytes) || !IsBody(RecordHeader.Kind(bytes), bytes[RecordHeader.Length..]))
            return false;
        record = new AuditRecord(bytes);
        return true;
    }

    /// <summary>Finds one of the fields that every reader knows and that are texts.</summary>
    /// <param name="field">Which.</param>
    /// <param name="text">Its bytes in UTF-8.</param>
    /// <returns>Whether it is there.</returns>
    public bool TryGetText(AuditField field, out ReadOnlySpan<byte> text)
    {
        text = default;
        foreach (var each in Fields)
        {
            if (each.Field != field || each.Kind != AuditValueKind.Text)
                continue;
            text = each.Bytes;
            return true;
        }
        return false;
    }

    /// <summary>For people: one line, in which nothing can pass as another line or as a field of its own.</summary>
    /// <returns>The record in words.</returns>
    public override string ToString() => RecordText.Of(this);

    private static bool IsBody(AuditRecordKind kind, ReadOnlySpan<byte> body) => kind switch
    {
        AuditRecordKind.Event => TryTakeName(ref body, isEventName: true) && AuditFields.AreWellFormed(body),
        AuditRecordKind.Started => TryTakeName(ref body, isEventName: false) && body.IsEmpty,
        AuditRecordKind.Gap => AuditGap.IsWellFormed(body),
        _ => body.IsEmpty,
    };

    private static bool TryTakeName(ref ReadOnlySpan<byte> body, bool isEventName)
    {
        if (body.IsEmpty || body.Length - 1 < body[0])
            return false;
        var name = body.Slice(1, body[0]);
        body = body[(1 + name.Length)..];
        if (!isEventName)
            return Utf8.IsValid(name);
        Span<char> characters = stackalloc char[byte.MaxValue];
        return Ascii.ToUtf16(name, characters, out var length) == System.Buffers.OperationStatus.Done && AuditEventType.IsName(characters[..length]);
    }
}
