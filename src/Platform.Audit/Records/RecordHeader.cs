using System.Buffers.Binary;

namespace Platform.Audit.Records;

/// <summary>The 36 bytes that every record begins with. docs/reference/audit-record.md says them byte by byte.</summary>
internal static class RecordHeader
{
    public const int Length = 36;
    public const byte Version = 1;
    public const byte TimeHeld = 1;
    public const byte FromIntake = 2;
    public const byte Relayed = 4;
    public const byte KnownFlags = TimeHeld | FromIntake | Relayed;

    private const int KindAt = 1;
    private const int FlagsAt = 2;
    private const int ReservedAt = 3;
    private const int RecordedAt = 4;
    private const int OccurredAt = 12;
    private const int ProducerAt = 20;
    private const int SequenceAt = 28;

    /// <summary>Writes what the producer knows. The rest is the sequencer's: <see cref="Seal"/>.</summary>
    public static void Write(Span<byte> header, AuditRecordKind kind, long occurred, long producer, long sequence)
    {
        header[0] = Version;
        header[KindAt] = (byte)kind;
        header[FlagsAt] = 0;
        header[ReservedAt] = 0;
        BinaryPrimitives.WriteInt64BigEndian(header[RecordedAt..], 0);
        BinaryPrimitives.WriteInt64BigEndian(header[OccurredAt..], occurred);
        BinaryPrimitives.WriteInt64BigEndian(header[ProducerAt..], producer);
        BinaryPrimitives.WriteInt64BigEndian(header[SequenceAt..], sequence);
    }

    public static void Seal(Span<byte> header, long recorded, bool isTimeHeld)
    {
        header[FlagsAt] = (byte)((header[FlagsAt] & (FromIntake | Relayed)) | (isTimeHeld ? TimeHeld : 0));
        BinaryPrimitives.WriteInt64BigEndian(header[RecordedAt..], recorded);
    }

    /// <summary>Whoever may insert into the intake has written what follows the header.</summary>
    public static void MarkAsFromIntake(Span<byte> header) => header[FlagsAt] |= FromIntake;

    /// <summary>A process that does not have the log has written all of it, or whoever else may write where it leaves records.</summary>
    public static void MarkAsRelayed(Span<byte> header) => header[FlagsAt] |= Relayed;

    public static AuditRecordKind Kind(ReadOnlySpan<byte> header) => (AuditRecordKind)header[KindAt];

    public static void SetFlags(Span<byte> header, byte flags) => header[FlagsAt] = flags;

    public static byte Flags(ReadOnlySpan<byte> header) => header[FlagsAt];

    public static long Recorded(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadInt64BigEndian(header[RecordedAt..]);

    public static long Occurred(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadInt64BigEndian(header[OccurredAt..]);

    public static long Producer(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadInt64BigEndian(header[ProducerAt..]);

    public static long Sequence(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadInt64BigEndian(header[SequenceAt..]);

    /// <summary>Whether the fixed part is one that this version writes.</summary>
    public static bool IsWellFormed(ReadOnlySpan<byte> record) =>
        record.Length >= Length && record[0] == Version && Kind(record) is >= AuditRecordKind.Event and <= AuditRecordKind.Gap
        && (Flags(record) & ~KnownFlags) == 0 && record[ReservedAt] == 0 && IsTime(Recorded(record)) && IsTime(Occurred(record)) && Sequence(record) >= 0;

    /// <summary>Whether .NET can hold it.</summary>
    public static bool IsTime(long microseconds) => microseconds is >= -62_135_596_800_000_000 and <= 253_402_300_799_999_999;

    public static long Microseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset Time(long microseconds) => new(DateTimeOffset.UnixEpoch.Ticks + microseconds * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
}
