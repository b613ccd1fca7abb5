using System.Buffers.Binary;

namespace Platform.Audit.Records;

/// <summary>One field of an event, as it stands in the bytes of its record.</summary>
public readonly ref struct AuditValue
{
    internal AuditValue(AuditField field, ReadOnlySpan<byte> name, AuditValueKind kind, ReadOnlySpan<byte> bytes)
    {
        Field = field;
        Name = name;
        Kind = kind;
        Bytes = bytes;
    }

    /// <summary>Which field it is.</summary>
    public AuditField Field { get; }

    /// <summary>Its name in UTF-8 where it is the event's own; empty of those that every reader knows.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>What its value is.</summary>
    public AuditValueKind Kind { get; }

    /// <summary>The bytes of its value, without their length: of a text its UTF-8.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The value of an integer.</summary>
    /// <exception cref="InvalidOperationException">It is none.</exception>
    public long Integer => Is(AuditValueKind.Integer) ? BinaryPrimitives.ReadInt64BigEndian(Bytes) : 0;

    /// <summary>The value of a boolean.</summary>
    /// <exception cref="InvalidOperationException">It is none.</exception>
    public bool Boolean => Is(AuditValueKind.Boolean) && Bytes[0] == 1;

    /// <summary>The value of a time, to the microsecond.</summary>
    /// <exception cref="InvalidOperationException">It is none.</exception>
    public DateTimeOffset Time => Is(AuditValueKind.Time) ? RecordHeader.Time(BinaryPrimitives.ReadInt64BigEndian(Bytes)) : default;

    /// <summary>The value of a UUID.</summary>
    /// <exception cref="InvalidOperationException">It is none.</exception>
    public Guid Guid => Is(AuditValueKind.Guid) ? new Guid(Bytes, bigEndian: true) : default;

    private bool Is(AuditValueKind kind) => Kind == kind ? true : throw new InvalidOperationException($"The field is {Kind}, not {kind}.");
}
